// When the wall clock is believed, and over which lives of the store and boots of the machine.
#include "engine/store/catalog.hpp"
#include "engine/store/clock_marks.hpp"
#include "engine/store/limits.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <thread>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;
using namespace std::chrono_literals;

namespace {

constexpr auto us(std::chrono::microseconds span) {
    return span.count();
}

} // namespace

TEST_CASE("a clock that runs with time is believed; one that jumps is not, and across a boot a month is", "[store]") {
    clock_marks before{us(1000h), us(10h)};
    CHECK_FALSE(clock_jumped(before, {us(1100h), us(110h)}));
    CHECK_FALSE(clock_jumped(before, {us(1100h + 5min), us(110h)}));
    CHECK(clock_jumped(before, {us(1100h + 5min) + 1, us(110h)}));
    CHECK(clock_jumped(before, {us(1100h - 5min) - 1, us(110h)}));
    clock_marks rebooted{us(1000h + 24h * 31), us(1h)};
    CHECK_FALSE(clock_jumped(before, rebooted));
    rebooted.wall += 1;
    CHECK(clock_jumped(before, rebooted));
    CHECK(clock_jumped(before, {us(1000h - 5min) - 1, us(1h)}));
    CHECK_FALSE(clock_jumped({}, {us(1000h), us(1h)})); // a store that has never run
}

TEST_CASE("a power cut made the clock doubted where the machine had been up for longer than at the mark", "[store]") {
    const clock_marks before{us(1000h), us(1min), "boot one"};
    CHECK_FALSE(clock_jumped(before, {us(1100h), us(2min), "boot two"}));
    CHECK(clock_jumped(before, {us(1100h), us(2min), "boot one"}));
    CHECK(clock_jumped(before, {us(1000h) - us(6min), us(2min), "boot two"}));
    CHECK_FALSE(clock_jumped(before, {us(1100h), us(30s), "boot one"})); // it began anew all the same
    CHECK(clock_jumped(before, {us(1100h), us(2min)}));                  // who does not know says what he did before

    temporary_folder folder;
    test_clock time;
    open(in(folder), time)->close();
    const auto marks = catalog{folder.path()}.marks();
    CHECK(marks.boot == marks_of(time).boot);
    CHECK_FALSE(marks.boot.empty());
}

TEST_CASE("a power cut made the clock doubted after a month without a start", "[store]") {
    temporary_folder folder;
    test_clock time;
    time.advance(1s);
    auto store = open(in(folder), time);
    for (const auto span : {24h * 31, 2h}) {
        time.advance(span);
        const auto now = time.wall();
        REQUIRE(comes_to([&] { return marked(folder) >= now; }));
    }
    store.reset();
    test_clock rebooted; // less steady time than before
    rebooted.jump(24h * 31 + 3h);
    store = open(in(folder), rebooted);
    CHECK_FALSE(catalog{folder.path()}.clock_doubted());
}

TEST_CASE("a clock that a person has said is right was doubted again by the next start", "[store]") {
    temporary_folder folder;
    test_clock time;
    auto store = open(in(folder), time);
    time.jump(24h * 365);
    store.reset();
    store = open(in(folder), time);
    time.jump(-24h * 365);
    store->believe_clock();
    store.reset();
    store = open(in(folder), time);
    CHECK_FALSE(catalog{folder.path()}.clock_doubted());
}

TEST_CASE("a clock that a person has said is right was doubted again by the next look", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto store = open(in(folder), time);
    time.jump(24h * 365);
    time.advance(2min);
    REQUIRE(comes_to(time, [&] { return is_doubted(folder); }));
    time.jump(-24h * 365);
    store->believe_clock(); // sooner than the upkeep has seen it
    CHECK_FALSE(is_doubted(folder));
    const auto before = marked(folder);
    time.advance(clock_marked_every);
    CHECK(comes_to([&] { return marked(folder) > before; })); // which a round does that believes it
    CHECK_FALSE(is_doubted(folder));
}
