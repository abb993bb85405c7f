// Times as people say them.
#include "engine/app/peers/moment.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using peers::parse_moment;

TEST_CASE("a span is so long ago", "[peers]") {
    CHECK(parse_moment("2h", 10'000'000'000) == 10'000'000'000 - 7'200'000'000);
    CHECK(parse_moment("0s", 5) == 5);
    CHECK(parse_moment("30min", 0) == -1'800'000'000);
}

TEST_CASE("a date and a time are of UTC", "[peers]") {
    CHECK(parse_moment("1970-01-02", 0) == 86'400'000'000);
    CHECK(parse_moment("1970-01-01T00:01", 0) == 60'000'000);
    CHECK(parse_moment("1970-01-01T01:00:30Z", 0) == 3'630'000'000);
    CHECK(parse_moment("2026-11-26T10:00", 0) == 1'795'687'200'000'000);
}

TEST_CASE("anything else is no time", "[peers]") {
    for (const char* wrong : {"", "yesterday", "2026", "2026-11", "2026-13-01", "2026-02-30", "2026-11-26T10",
                              "2026-11-26T25:00", "2026-11-26T10:60", "2026-11-26T10:00:61", "2026-11-26T10:00+01:00",
                              "2026-11-26 10:00", "10", "-2h", "2026--1-01", "2026-11-26Z"})
        CHECK_FALSE(parse_moment(wrong, 0));
}
