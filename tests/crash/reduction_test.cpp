// The power goes at every step of a reduction, with settles between: before the copy takes its place and after. The
// next start finds the segment whole or reduced, never a mixture, and every settle that was promised.
#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/segments.hpp"
#include "engine/store/verify.hpp"
#include "tests/crash/each_step.hpp"
#include "tests/crash/power.hpp"
#include "tests/crash/traveller.hpp"
#include "tests/support/catch.hpp"

#include <optional>
#include <set>

#include <unistd.h>

using namespace vagus;
using namespace vagus::crash;
using namespace vagus::store;
namespace fs = std::filesystem;

namespace {

constexpr std::uint32_t output = 5;
constexpr std::int64_t messages = 8; // of 8 KiB, in the first segment
constexpr std::int64_t dead = 3;
constexpr std::int64_t waiting = 5;        // to the end
constexpr std::int64_t settled_before = 6; // while the first copy lies ready
constexpr std::int64_t settled_after = 7;  // once the second one took its place

settings old_settings(const fs::path& folder) {
    settings how;
    how.folder = folder;
    how.segment_bytes = 1; // sealed after the next message
    how.ballast_bytes = 0;
    return how;
}

std::string bytes_of(std::int64_t row) {
    return std::string(8 * 1024, static_cast<char>('a' + row));
}

attempt settled(std::int64_t row, delivery_state to) {
    attempt what;
    what.at = {1, row};
    what.state = to;
    what.tries = 1;
    what.when = system_clock().wall();
    what.result = to == delivery_state::dead ? outcome::rejected : outcome::accepted;
    what.answer = "MSA|" + std::to_string(row);
    return what;
}

// One sealed segment: four of its messages wait, one is dead.
void old_store(const fs::path& folder) {
    doorstep door;
    auto how = old_settings(folder);
    how.segment_bytes = 1 << 20;
    auto opened = vagus::store::store::open(how, system_clock(), no_report());
    REQUIRE(opened);
    for (std::int64_t row = 1; row <= messages; ++row) {
        new_message made;
        made.control = std::to_string(row);
        made.raw = bytes_of(row);
        made.deliveries.push_back({output, delivery_state::pending, {}, {}, {}});
        std::optional<result<receipt, store_error>> answer;
        (*opened)->accept(std::move(made), door, [&](auto got) { answer = std::move(got); });
        REQUIRE(door.wait([&] { return answer.has_value(); }));
        REQUIRE(*answer);
    }
    for (const auto& what : {settled(1, delivery_state::delivered), settled(2, delivery_state::delivered),
                             settled(dead, delivery_state::dead), settled(4, delivery_state::delivered),
                             settled(8, delivery_state::delivered)}) {
        std::optional<result<void, store_error>> answer;
        (*opened)->settle(what, true, door, [&](auto got) { answer = std::move(got); });
        REQUIRE(door.wait([&] { return answer.has_value(); }));
    }
    (*opened)->close();
    opened->reset();
    opened = vagus::store::store::open(old_settings(folder), system_clock(), no_report());
    REQUIRE(opened);
    std::optional<result<receipt, store_error>> last;
    (*opened)->accept({}, door, [&](auto got) { last = std::move(got); });
    REQUIRE(door.wait([&] { return last.has_value(); }));
    (*opened)->close();
}

void settle(segments& files, std::int64_t row, std::set<std::int64_t>& promised) {
    auto* file = files.find(1);
    const auto what = settled(row, delivery_state::delivered);
    file->update(what, file->add_answer(row, 0, what));
    files.commit();
    promised.insert(row);
}

// What was promised before the power went.
std::set<std::int64_t> reduce(const fs::path& folder) {
    std::set<std::int64_t> promised;
    try {
        catalog entries{folder};
        segments files{old_settings(folder), entries, system_clock(), no_report()};
        connection looking{segment_file(folder, 1), connection::access::read};
        static_cast<void>(looking.ask("SELECT count(*) FROM delivery")); // somebody has its log open
        for (const auto row : {settled_before, settled_after}) {
            const auto changes = files.changes(1);
            static_cast<void>(make_reduced(folder, 1, system_clock().wall()));
            if (row == settled_before) settle(files, row, promised);
            const bool replaced = files.replace(1, changes);
            if (row == settled_after) settle(files, row, promised);
            if (row == settled_after) CHECK(replaced);
        }
        CHECK(looking.has_moved());
        files.close();
    } catch (const std::exception&) { // the power is gone
    }
    return promised;
}

void judge(const fs::path& folder, const std::set<std::int64_t>& promised) {
    for (const auto& each : verify(folder)) {
        for (const auto& fault : each.faults) FAIL("the reduced segment is damaged: " << fault);
    }
    auto again = vagus::store::store::open(old_settings(folder), system_clock(), no_report());
    if (!again) FAIL(again.error().text);
    for (const auto& entry : fs::directory_iterator{folder})
        CHECK(entry.path().string().find("reduced") == std::string::npos);
    (*again)->close();
    connection segment{segment_file(folder, 1), connection::access::read};
    const auto is = [&](std::int64_t row, delivery_state state) {
        return segment.ask(("SELECT count(*) FROM delivery WHERE row = " + std::to_string(row) +
                            " AND state = " + std::to_string(static_cast<int>(state)))
                               .c_str()) == 1;
    };
    for (const auto row : promised)
        if (is(row, delivery_state::pending)) FAIL("a delivery that was settled waits again: " << row);
    CHECK(is(dead, delivery_state::dead));
    CHECK(is(waiting, delivery_state::pending));
    statement question{segment, "SELECT m.control, m.raw FROM delivery d JOIN message m ON m.row = d.message "
                                "WHERE d.row = ?"};
    auto kept = question.query(waiting);
    REQUIRE(kept.next());
    CHECK(kept.bytes(0) == std::to_string(waiting));
    CHECK(kept.bytes(1) == bytes_of(waiting));
}

} // namespace

TEST_CASE("a reduction that is cut short anywhere leaves a whole segment or a reduced one, and every settle",
          "[crash][reduction]") {
    const auto root = fs::canonical(fs::temp_directory_path()) / ("vagus-reduction-" + std::to_string(::getpid()));
    fs::remove_all(root);
    auto& power = power::supply();
    power.watch(root / "old");
    old_store(root / "old");
    const auto steps =
        at_each_step(root, reduce, [&](const fs::path& survived, const auto& promised, unsynced how, std::size_t cut) {
            power.watch(survived, 1 + cut % 13); // and once more, while the next start cleans up
            static_cast<void>(vagus::store::store::open(old_settings(survived), system_clock(), no_report()));
            fs::remove_all(root / "again");
            power.survive(root / "again", how, static_cast<unsigned>(cut) + 1);
            power.watch(root / "again");
            judge(root / "again", promised);
        });
    CHECK(steps > 30);
    fs::remove_all(root);
}
