// The power goes at every step of a life in which messages remember and old segments go: what an acknowledged message
// remembered is known afterwards, and nothing is known of a message that is not there.
#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/recovery.hpp"
#include "engine/store/retention.hpp"
#include "engine/store/writer.hpp"
#include "tests/crash/power.hpp"
#include "tests/crash/traveller.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <optional>

#include <unistd.h>

using namespace vagus;
using namespace vagus::crash;
using namespace vagus::store;
namespace fs = std::filesystem;

namespace {

settings small_segments(const fs::path& folder) {
    settings how;
    how.folder = folder;
    how.segment_bytes = 1;
    how.ballast_bytes = 0;
    how.kept_for = std::chrono::microseconds{0};
    how.memories["ward"] = {};
    return how;
}

memory_key key(std::size_t n) {
    return {static_cast<std::uint8_t>(n)};
}

// What is to be known under each key; `asked` came after it, and was not answered.
struct said {
    std::map<std::size_t, std::string> safe;
    std::optional<std::pair<std::size_t, std::string>> asked;
};

std::uint32_t memory_in(vagus::store::store& of) {
    return of.number(name_kind::memory, "ward");
}

void remember(vagus::store::store& in, std::uint32_t memory, std::size_t under, const std::string& text, said& all) {
    if (all.asked) return; // the power is gone
    doorstep door;
    new_message made;
    made.raw = text;
    made.received = system_clock().wall();
    made.remembers.push_back({memory, key(under), memory_kind::value, text});
    std::optional<bool> well;
    all.asked = {under, text};
    in.accept(std::move(made), door, [&](auto got) { well = got.has_value(); });
    REQUIRE(door.wait([&] { return well.has_value(); }));
    if (!*well) return;
    all.safe[under] = text;
    all.asked.reset();
}

// A segment a message; the first key is written once and must be carried on, the second again and again.
said live(const fs::path& folder) {
    said all;
    auto opened = vagus::store::store::open(small_segments(folder), system_clock(), no_report());
    if (!opened) return all;
    try {
        const auto memory = memory_in(**opened);
        remember(**opened, memory, 1, "once", all);
        for (const char* text : {"again", "and at last"}) remember(**opened, memory, 2, text, all);
    } catch (const std::runtime_error&) { // the catalog could not be written
    }
    (*opened)->close();
    return all;
}

// As the store's upkeep does it, without its waiting.
void remove_old(const fs::path& folder) {
    const auto how = small_segments(folder);
    try {
        catalog entries{folder};
        segments files{how, entries, system_clock(), no_report()};
        depths counts;
        remembered seen{[](std::uint32_t) { return vagus::store::memory{}; }};
        sequences numbers;
        continuations fragments;
        positions places;
        memories known{[](std::uint32_t) { return memory_bounds{}; }, no_report(), [](std::uint32_t) { return ""; }};
        static_cast<void>(recover(how, entries, system_clock(), counts, seen, numbers, fragments, places, known));
        headroom room{how, no_report()};
        subscriptions outputs;
        watchers waiting;
        request_queue queue{how};
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
        store_meters meters;
        writer writes{queue, record, files, counts, outputs, waiting, room, meters, [](const store_error&) {}};
        try {
            retention{how, entries, files, counts, fragments, known, room, queue, system_clock(), no_report()}.round();
        } catch (const std::exception&) { // the power is gone
        }
        queue.stop({});
        writes.join();
    } catch (const std::exception&) { // likewise
    }
}

bool holds_message(const fs::path& folder, const std::string& text) {
    for (const auto no : segment_files(folder)) {
        connection db{segment_file(folder, no), connection::access::read};
        if (db.ask(("SELECT count(*) FROM message WHERE CAST(raw AS TEXT) = '" + text + "'").c_str()) != 0) return true;
    }
    return false;
}

} // namespace

TEST_CASE("wherever the power goes, messages and what they remembered are there together", "[crash][memory]") {
    auto root = fs::canonical(fs::temp_directory_path()) / ("vagus-memory-" + std::to_string(::getpid()));
    auto& power = power::supply();
    for (auto how : {unsynced::forgotten, unsynced::some, unsynced::kept}) {
        bool was_cut = true;
        std::size_t cut = 0;
        while (was_cut) {
            cut += how == unsynced::forgotten ? 1 : 5; // the other ways differ little, and each step is two lives
            REQUIRE(cut < 1000);
            INFO("power lost at step " << cut << ", way " << static_cast<int>(how));
            fs::remove_all(root);
            power.watch(root / "life", cut);
            auto all = live(root / "life");
            remove_old(root / "life");
            was_cut = power.is_cut();
            power.survive(root / "survived", how, static_cast<unsigned>(cut));
            power.watch(root / "survived");

            auto again = vagus::store::store::open(small_segments(root / "survived"), system_clock(), no_report());
            if (!again) FAIL(again.error().text);
            if (all.asked && holds_message(root / "survived", all.asked->second))
                all.safe[all.asked->first] = all.asked->second;
            const auto memory = memory_in(**again);
            for (const std::size_t each : {1U, 2U}) {
                const auto known = (*again)->recalled(memory, key(each)).value_or("nothing");
                const auto wanted = all.safe.contains(each) ? all.safe[each] : "nothing";
                if (known != wanted) FAIL("what was remembered is not what is known: " << wanted << ", not " << known);
            }
            (*again)->close();
            if (!was_cut) CHECK_FALSE(fs::exists(segment_file(root / "survived", 1)));
        }
        CHECK(cut > 50);
    }
    fs::remove_all(root);
}
