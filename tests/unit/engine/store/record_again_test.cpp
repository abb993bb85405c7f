// After a disk ran full: what of a group is stored, and what is not, so that nobody hears otherwise.
#include "engine/store/recorder.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

struct parts {
    explicit parts(const temporary_folder& folder)
        : how{made(folder)}
        , entries{folder.path()}
        , files{how, entries, system_clock(), no_report()}
        , seen{[](std::uint32_t) { return memory{}; }}
        , known{[](std::uint32_t) { return memory_bounds{}; }, no_report(), [](std::uint32_t) { return ""; }} {}

    static settings made(const temporary_folder& folder) {
        std::filesystem::create_directories(folder.path());
        return in(folder);
    }

    settings how;
    catalog entries;
    segments files;
    remembered seen;
    sequences numbers;
    continuations fragments;
    positions places;
    memories known;
    depths counts;
    subscriptions outputs;
    watchers waiting;
    recorder record{files,
                    seen,
                    numbers,
                    fragments,
                    places,
                    known,
                    counts,
                    outputs,
                    waiting,
                    system_clock(),
                    entries.store_number()};
};

accept_request asking() {
    return {message("a", 5, {9}), nullptr, {}, {}};
}

} // namespace

TEST_CASE("a message whose recording failed before its segment had a transaction passed for stored", "[store]") {
    temporary_folder folder;
    parts all{folder};
    request never_recorded = asking();
    const undone nothing_had_begun{true, all.files.roll_back()};
    CHECK(nothing_had_begun.rolled_back.empty());
    CHECK_FALSE(all.record.record_again(never_recorded, nothing_had_begun));
}

TEST_CASE("a message is stored where its segment was committed and only another was not", "[store]") {
    temporary_folder folder;
    parts all{folder};
    request kept = asking();
    all.record.record(kept);
    all.files.commit();
    CHECK(all.record.record_again(kept, {false, {7}}));
    request lost = asking();
    all.record.record(lost);
    const undone live{false, all.files.roll_back()};
    all.record.roll_back(live.rolled_back);
    CHECK_FALSE(all.record.record_again(lost, live));
}
