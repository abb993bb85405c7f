// The power goes at every step of an index's life: made of a sealed segment, made anew before that is reduced and
// before it is removed, removed at last. What became of each message is known at any moment, from the segment or its
// index.
#include "engine/store/catalog.hpp"
#include "engine/store/continuations.hpp"
#include "engine/store/control_search.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/headroom.hpp"
#include "engine/store/index.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/request_queue.hpp"
#include "engine/store/retention.hpp"
#include "engine/store/segments.hpp"
#include "engine/store/verify.hpp"
#include "tests/crash/each_step.hpp"
#include "tests/crash/power.hpp"
#include "tests/crash/traveller.hpp"
#include "tests/support/catch.hpp"

#include <optional>
#include <string>

#include <unistd.h>

using namespace vagus;
using namespace vagus::crash;
using namespace vagus::store;
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t output = 5;

settings old_settings(const fs::path& folder) {
    settings how;
    how.folder = folder;
    how.ballast_bytes = 0;
    how.kept_for = std::chrono::microseconds{0};
    how.index_kept_for = std::chrono::hours{24};
    return how;
}

attempt settled(std::int64_t row) {
    attempt what;
    what.at = {1, row};
    what.state = delivery_state::delivered;
    what.tries = 1;
    what.answer = "MSA|AA";
    return what;
}

// One sealed segment: two of its three messages wait.
void old_store(const fs::path& folder) {
    doorstep door;
    for (const std::int64_t row : {1, 2, 3}) {
        auto how = old_settings(folder);
        if (row == 3) how.segment_bytes = 1;
        auto opened = vagus::store::store::open(how, system_clock(), no_report());
        REQUIRE(opened);
        new_message made;
        made.control = std::to_string(row);
        made.raw = "one";
        made.deliveries.push_back({output, delivery_state::pending, {}, {}, {}});
        std::optional<result<receipt, store_error>> answer;
        (*opened)->accept(std::move(made), door, [&](auto got) { answer = std::move(got); });
        REQUIRE(door.wait([&] { return answer.has_value(); }));
        REQUIRE(*answer);
        if (row == 1) {
            std::optional<result<void, store_error>> done;
            (*opened)->settle(settled(1), true, door, [&](auto got) { done = std::move(got); });
            REQUIRE(door.wait([&] { return done.has_value(); }));
        }
        (*opened)->close();
    }
}

// What was promised before the power went.
struct promised {
    std::int64_t delivered = 1; // up to this row
    bool forgotten = false;     // the index may be gone, and with it all of them
};

void settle(segments& files, std::int64_t row, promised& so_far) {
    auto* file = files.find(1);
    file->update(settled(row), file->add_answer(row, 0, settled(row)));
    files.commit();
    so_far.delivered = row;
}

promised live(const fs::path& folder) {
    promised so_far;
    auto how = old_settings(folder);
    try {
        catalog entries{folder};
        segments files{how, entries, system_clock(), no_report()};
        const auto first = entries.segment_of(1);
        make_index(folder, *first, entries.uuid());
        settle(files, 2, so_far);
        const auto changes = files.changes(1);
        make_index(folder, *first, entries.uuid());
        static_cast<void>(make_reduced(folder, 1, system_clock().wall()));
        const bool replaced = files.replace(1, changes);
        CHECK(replaced);
        settle(files, 3, so_far);
        depths counts; // nothing is owed
        request_queue queue{how};
        queue.stop({}); // nobody asks the writer for anything
        continuations fragments;
        memories known{[](std::uint32_t) { return std::nullopt; }, no_report(), [](std::uint32_t) { return ""; }};
        headroom room{how, no_report()};
        const auto look = [&] {
            retention{how, entries, files, counts, fragments, known, room, queue, system_clock(), no_report()}.round();
        };
        look();
        if (power::supply().is_cut()) return so_far; // what cannot be written is no failure there: another time
        CHECK_FALSE(fs::exists(segment_file(folder, 1)));
        so_far.forgotten = true;
        how.index_kept_for.reset();
        look();
        if (power::supply().is_cut()) return so_far;
        CHECK_FALSE(fs::exists(index_file(folder, 1)));
        files.close();
    } catch (const std::exception&) { // the power is gone
    }
    return so_far;
}

void judge(const fs::path& folder, const promised& so_far) {
    for (const auto& each : verify(folder))
        for (const auto& fault : each.faults) FAIL("what became of messages is damaged: " << each.file << fault);
    auto again = vagus::store::store::open(old_settings(folder), system_clock(), no_report());
    if (!again) FAIL(again.error().text);
    (*again)->close();
    CHECK_FALSE(fs::exists(unfinished_index(folder, 1)));
    for (const std::int64_t row : {1, 2, 3}) {
        const auto found = find_control(folder, {std::to_string(row), {}});
        CHECK(found.passed_over.empty());
        if (so_far.forgotten && found.messages.empty()) continue;
        if (found.messages.size() != 1) FAIL("what became of message " << row << " is not known");
        const auto& ends = found.messages.front().deliveries;
        REQUIRE(ends.size() == 1);
        if (row <= so_far.delivered && ends.front().state != delivery_state::delivered)
            FAIL("a delivery that was settled is said to wait: " << row);
    }
}

} // namespace

TEST_CASE("what became of messages is known wherever the power goes in the life of an index", "[crash][index]") {
    const auto root = fs::canonical(fs::temp_directory_path()) / ("vagus-index-" + std::to_string(::getpid()));
    fs::remove_all(root);
    auto& power = power::supply();
    power.watch(root / "old");
    old_store(root / "old");
    const auto steps =
        at_each_step(root, live, [&](const fs::path& survived, const auto& so_far, unsynced, std::size_t) {
            power.watch(survived);
            judge(survived, so_far);
        });
    CHECK(steps > 50);
    fs::remove_all(root);
}
