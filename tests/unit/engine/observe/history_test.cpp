#include "engine/observe/history.hpp"
#include "tests/support/catch.hpp"

#include <numeric>

using namespace std::chrono_literals;
using vagus::observe::history;

namespace {

const history::instant start{1000h};

history::totals so_far(std::uint64_t messages, std::uint64_t attempts = 0, std::uint64_t failures = 0) {
    return {messages, attempts, failures};
}

} // namespace

TEST_CASE("a young history has an hour of minutes, of which the last one runs", "[observe][history]") {
    history of{start, so_far(7)};
    of.add(start + 10s, so_far(10));
    const auto minutes = of.by_minute();
    REQUIRE(minutes.size() == history::minutes);
    CHECK(minutes.back() == 3); // what came before is not of this hour
    CHECK(std::accumulate(minutes.begin(), minutes.end(), 0U) == 3);
    CHECK(of.last_minute() == 3);
}

TEST_CASE("each minute has what came in it, and the oldest goes after an hour", "[observe][history]") {
    history of{start, so_far(0)};
    std::uint64_t total = 0;
    for (int second = 1; second <= 61 * 60; ++second) {
        total += second <= 60 ? 5 : 1;
        of.add(start + second * 1s, so_far(total));
    }
    const auto minutes = of.by_minute();
    REQUIRE(minutes.size() == history::minutes);
    CHECK(minutes[0] == 60);
    CHECK(minutes[58] == 60);
    CHECK(minutes.back() == 1); // of its first second
    CHECK(of.last_minute() == 60);
}

TEST_CASE("a machine that slept has minutes without messages", "[observe][history]") {
    history of{start, so_far(0)};
    of.add(start + 30s, so_far(30));
    of.add(start + 24h * 30, so_far(31));
    const auto minutes = of.by_minute();
    CHECK(minutes.size() == history::minutes);
    CHECK(minutes.back() == 1);
    CHECK(std::accumulate(minutes.begin(), minutes.end(), 0U) == 1);
    CHECK(of.last_minute() == 1);
}

TEST_CASE("the share of failures is of the minutes asked for", "[observe][history]") {
    history of{start, so_far(0)};
    CHECK_FALSE(of.failure_share());
    for (unsigned second = 1; second <= 20 * 60; ++second) // ten attempts as each minute ends
        of.add(start + second * 1s, so_far(0, (second + 1) / 60 * 10));
    of.add(start + 20min + 1s, so_far(0, 220, 15));
    CHECK(of.failure_share().value() == Approx(15.0 / 220));
    CHECK(of.failure_share(1).value() == Approx(15.0 / 20));
    CHECK(of.attempts(10) == 110);
}

TEST_CASE("p95 is of the last hour", "[observe][history]") {
    vagus::meter::spans took;
    for (int i = 0; i < 1000; ++i) took.add(60'000'000);
    vagus::observe::spans_history of{start, took.look()};
    CHECK_FALSE(of.p95_us());
    took.add(90);
    of.add(start + 1s, took.look());
    CHECK(of.p95_us().value() <= 100);
    of.add(start + 59min, took.look());
    CHECK(of.p95_us().value() <= 100);
    of.add(start + 62min, took.look());
    CHECK_FALSE(of.p95_us());
}
