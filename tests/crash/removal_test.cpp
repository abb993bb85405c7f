// The power goes at every step of the removal of old segments: the next start finds a store, and what had to stay.
#include "engine/store/catalog.hpp"
#include "engine/store/continuations.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/headroom.hpp"
#include "engine/store/request_queue.hpp"
#include "engine/store/retention.hpp"
#include "engine/store/segments.hpp"
#include "tests/crash/power.hpp"
#include "tests/crash/traveller.hpp"
#include "tests/support/catch.hpp"

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
    return how;
}

message_id accept_one(vagus::store::store& in, doorstep& door, std::vector<std::uint32_t> outputs) {
    new_message made;
    made.raw = "one";
    for (auto output : outputs) made.deliveries.push_back({output, delivery_state::pending, {}, {}, {}});
    std::optional<result<receipt, store_error>> answer;
    in.accept(std::move(made), door, [&](auto got) { answer = std::move(got); });
    REQUIRE(door.wait([&] { return answer.has_value(); }));
    REQUIRE(*answer);
    return (*answer)->id;
}

// Three segments that may go, and between them one with a delivery that waits.
message_id old_store(const fs::path& folder) {
    doorstep door;
    auto opened = vagus::store::store::open(small_segments(folder), system_clock(), no_report());
    REQUIRE(opened);
    for (const auto& outputs : {std::vector<std::uint32_t>{}, {5}, {}, {}})
        static_cast<void>(accept_one(**opened, door, outputs));
    auto last = accept_one(**opened, door, {});
    (*opened)->close();
    return last;
}

void remove_old(const fs::path& folder) {
    auto how = small_segments(folder);
    try {
        catalog entries{folder};
        depths counts;
        counts.add(5, 2, delivery_state::pending, 1);
        request_queue queue{how};
        queue.stop({}); // nobody asks the writer for anything
        continuations fragments;
        memories known{[](std::uint32_t) { return std::nullopt; }, no_report(), [](std::uint32_t) { return ""; }};
        headroom room{how, no_report()};
        segments files{how, entries, system_clock(), no_report()};
        retention{how, entries, files, counts, fragments, known, room, queue, system_clock(), no_report()}.round();
    } catch (const std::exception&) { // the power is gone
    }
}

} // namespace

TEST_CASE("a removal that is cut short anywhere leaves a store, and keeps what waits", "[crash][removal]") {
    auto root = fs::canonical(fs::temp_directory_path()) / ("vagus-removal-" + std::to_string(::getpid()));
    auto& power = power::supply();
    for (auto how : {unsynced::forgotten, unsynced::some, unsynced::kept}) {
        bool was_cut = true;
        std::size_t cut = 0;
        while (was_cut) {
            REQUIRE(++cut < 200);
            INFO("power lost at step " << cut << ", way " << static_cast<int>(how));
            fs::remove_all(root);
            power.watch(root / "life");
            auto last = old_store(root / "life");
            power.watch(root / "life", cut);
            remove_old(root / "life");
            was_cut = power.is_cut();
            power.survive(root / "survived", how, static_cast<unsigned>(cut));
            power.watch(root / "survived");

            doorstep door;
            auto again = vagus::store::store::open(small_segments(root / "survived"), system_clock(), no_report());
            if (!again) FAIL(again.error().text);
            CHECK((*again)->recovery().pending == 1);
            CHECK(last < accept_one(**again, door, {}));
            (*again)->close();
            if (!was_cut) CHECK_FALSE(fs::exists(segment_file(root / "survived", 1)));
        }
        CHECK(cut > 10);
    }
    fs::remove_all(root);
}
