// Who is told what, and when: by a clock in the test's hands.
#include "engine/alerts/board.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <vector>

using namespace std::chrono_literals;
using namespace vagus;
using namespace vagus::alerts;

namespace {

constexpr wall_us second = 1'000'000;

struct watched {
    board of{4h};
    wall_us now = 1'000'000 * second;
    std::vector<condition> holds;

    // What is told until then, once a second.
    std::string after(std::chrono::seconds span) {
        std::string told;
        for (auto i = 0s; i < span; ++i) {
            now += second;
            for (const auto& each : of.update(holds, now))
                told += (told.empty() ? "" : ", ") + std::string{to_text(each.what)} + " " + each.about.id();
        }
        return told;
    }
};

const condition silent{rule::feed_silent, "lab_in", "nothing came for 22 min"};
const condition down{rule::output_down, "pas", "not reached"};

} // namespace

TEST_CASE("one notice when it begins and one when it has ended for a while", "[alerts][board]") {
    watched look;
    CHECK(look.after(10s).empty());
    look.holds = {silent};
    CHECK(look.after(1s) == "start feed_silent:lab_in");
    CHECK(look.after(1h).empty());
    look.holds.clear();
    CHECK(look.after(60s).empty());
    CHECK(look.after(1s) == "end feed_silent:lab_in");
    CHECK(look.of.open().empty());
    REQUIRE(look.of.recent().size() == 1);
    CHECK(look.of.recent()[0].ended - look.of.recent()[0].since == 3601 * second);
}

TEST_CASE("a rule with a delay tells nothing of what is over before", "[alerts][board]") {
    watched look;
    look.holds = {down};
    CHECK(look.after(119s).empty());
    look.holds.clear();
    CHECK(look.after(1h).empty());
    CHECK(look.of.recent().empty());
    look.holds = {down};
    CHECK(look.after(121s) == "start output_down:pas");
}

TEST_CASE("what comes and goes is one alert", "[alerts][board]") {
    watched look;
    std::string told;
    for (int i = 0; i < 20; ++i) {
        look.holds = {silent};
        told += look.after(1s);
        look.holds.clear();
        told += look.after(59s);
    }
    CHECK(told == "start feed_silent:lab_in");
}

TEST_CASE("an alert that lasts is told again every four hours", "[alerts][board]") {
    watched look;
    look.holds = {silent};
    CHECK(look.after(1s) == "start feed_silent:lab_in");
    CHECK(look.after(4h - 1s).empty());
    CHECK(look.after(1s) == "reminder feed_silent:lab_in");
    CHECK(look.after(4h) == "reminder feed_silent:lab_in");
}

// Of a machine that woke a year ahead, until its time was set.
TEST_CASE("a clock that is set back silences nobody", "[alerts][board]") {
    constexpr auto year = 365 * 24 * 3600 * second;
    watched look;
    look.holds = {down};
    CHECK(look.after(60s).empty());
    look.now -= year;
    CHECK(look.after(3min) == "start output_down:pas");
    look.now -= year; // it was told in the future, and ends there
    CHECK(look.after(4h + 1s) == "reminder output_down:pas");
    look.holds.clear();
    CHECK(look.after(30s).empty());
    look.now -= year;
    CHECK(look.after(2min) == "end output_down:pas");
    REQUIRE(look.of.recent().size() == 1);
    CHECK(look.of.recent()[0].ended >= look.of.recent()[0].since);
    CHECK(look.of.recent()[0].ended < look.now);
}

TEST_CASE("what was told in the future of an earlier life is told again", "[alerts][board]") {
    watched before;
    before.holds = {silent};
    before.after(1s);
    watched after;
    after.now = before.now - 365 * 24 * 3600 * second;
    after.of.take(before.of.save());
    after.holds = {silent};
    CHECK(after.after(4h + 1s) == "reminder feed_silent:lab_in");
    CHECK(after.of.open()[0].since < after.now);
}

TEST_CASE("a snoozed alert is silent until then, and its end is told", "[alerts][board]") {
    watched look;
    look.holds = {silent, down};
    look.after(10min);
    REQUIRE(look.of.snooze("feed_silent:lab_in", {"ops", "known", look.now + 6 * 3600 * second}, look.now));
    CHECK(look.of.open()[0].snoozed->reason == "known");
    CHECK(look.after(5h) == "reminder output_down:pas");
    look.holds = {down};
    CHECK(look.after(2min) == "end feed_silent:lab_in");
}

TEST_CASE("an alert that lasts when its rest is over is told again", "[alerts][board]") {
    watched look;
    look.holds = {silent};
    look.after(1s);
    REQUIRE(look.of.snooze("feed_silent:lab_in", {"ops", "known", look.now + 600 * second}, look.now));
    CHECK(look.after(599s).empty());
    CHECK(look.after(1s) == "reminder feed_silent:lab_in");
    CHECK_FALSE(look.of.open()[0].snoozed);
    REQUIRE(look.of.snooze("feed_silent:lab_in", {"ops", "known", look.now + 600 * second}, look.now));
    REQUIRE(look.of.wake("feed_silent:lab_in"));
    CHECK_FALSE(look.of.open()[0].snoozed);
    CHECK_FALSE(look.of.wake("feed_silent:lab_in"));
}

TEST_CASE("a snooze needs an open alert, a reason and an end within seven days", "[alerts][board]") {
    watched look;
    look.holds = {silent, down};
    look.after(1s);
    const auto until = [&](std::chrono::minutes span) { return look.now + span.count() * 60 * second; };
    CHECK_FALSE(look.of.snooze("feed_silent:other", {"ops", "known", until(10min)}, look.now));
    CHECK_FALSE(look.of.snooze("output_down:pas", {"ops", "known", until(10min)}, look.now)); // nobody was told yet
    CHECK_FALSE(look.of.snooze("feed_silent:lab_in", {"ops", "", until(10min)}, look.now));
    CHECK_FALSE(look.of.snooze("feed_silent:lab_in", {"ops", "known", look.now}, look.now));
    CHECK_FALSE(look.of.snooze("feed_silent:lab_in", {"ops", "known", until(longest_snooze + 1min)}, look.now));
    CHECK(look.of.snooze("feed_silent:lab_in", {"ops", "known", until(longest_snooze)}, look.now));
}

TEST_CASE("a restart tells nothing twice", "[alerts][board]") {
    watched before;
    before.holds = {silent};
    before.after(10s);
    REQUIRE(before.of.snooze("feed_silent:lab_in", {"ops", "known", before.now + 600 * second}, before.now));
    watched after;
    after.now = before.now;
    after.of.take(before.of.save());
    after.holds = {silent};
    CHECK(after.of.open()[0].snoozed->by == "ops");
    CHECK(after.after(5min).empty());
    after.holds.clear();
    CHECK(after.after(61s) == "end feed_silent:lab_in");
    watched last;
    last.of.take(after.of.save());
    CHECK(last.of.open().empty());
    CHECK(last.of.recent().size() == 1);
}

TEST_CASE("what cannot be read of an earlier life is left out", "[alerts][board]") {
    board of{4h};
    of.take({{"open", {{{"rule", "no_such_rule"}, {"subject", "x"}}, 7, {{"rule", "disk"}, {"subject", "store"}}}},
             {"recent", "none"}});
    REQUIRE(of.open().size() == 1);
    CHECK(of.open()[0].id() == "disk:store");
}

TEST_CASE("no more alerts than the most are open, and no more than the most are remembered", "[alerts][board]") {
    watched look;
    for (std::size_t i = 0; i < most_open + 5; ++i) look.holds.push_back({rule::feed_silent, std::to_string(i), "x"});
    look.after(1s);
    CHECK(look.of.open().size() == most_open);
    look.holds.clear();
    look.after(62s);
    CHECK(look.of.open().empty());
    CHECK(look.of.recent().size() == most_recent);
}
