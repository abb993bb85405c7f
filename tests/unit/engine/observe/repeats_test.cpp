#include "engine/observe/repeats.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace std::chrono_literals;
using vagus::facts;
using vagus::severity;
using vagus::observe::repeats;

namespace {

const repeats::instant start{};
facts on(const std::string& output) {
    return {{"output", output}};
}

int admitted(repeats& limiter, const std::string& output, int lines, repeats::instant now) {
    int count = 0;
    for (int i = 0; i < lines; ++i) count += limiter.admit("delivery.failed", severity::warn, on(output), now) ? 1 : 0;
    return count;
}

} // namespace

TEST_CASE("lines up to the limit are written, the next is counted", "[observe]") {
    repeats limiter{20};
    CHECK(admitted(limiter, "pas", 20, start) == 20);
    CHECK_FALSE(limiter.holds_back());
    CHECK(admitted(limiter, "pas", 5, start) == 0);
    CHECK(limiter.holds_back());
}

TEST_CASE("the count is said once the second is over, and then lines are written again", "[observe]") {
    repeats limiter{20};
    admitted(limiter, "pas", 27, start);
    CHECK(limiter.due(start + 999ms).empty());
    auto said = limiter.due(start + 1s);
    REQUIRE(said.size() == 1);
    CHECK(said[0].event == "delivery.failed");
    CHECK(said[0].level == severity::warn);
    REQUIRE(said[0].what.size() == 2);
    CHECK(std::get<std::string>(said[0].what[0].value) == "pas");
    CHECK(said[0].what[1].key == "suppressed");
    CHECK(std::get<std::int64_t>(said[0].what[1].value) == 7);
    CHECK(limiter.due(start + 2s).empty());
    CHECK(admitted(limiter, "pas", 21, start + 1s) == 20);
}

TEST_CASE("a slow repeat is never held back", "[observe]") {
    repeats limiter{2};
    for (int i = 0; i < 100; ++i) CHECK(limiter.admit("e", severity::info, on("pas"), start + i * 500ms));
}

TEST_CASE("each output and each event has its own count", "[observe]") {
    repeats limiter{1};
    CHECK(admitted(limiter, "pas", 3, start) == 1);
    CHECK(admitted(limiter, "lis", 3, start) == 1);
    CHECK(limiter.admit("output.down", severity::error, on("pas"), start));
    CHECK(limiter.due(start, true).size() == 2);
}

TEST_CASE("an event without facts is counted by its name", "[observe]") {
    repeats limiter{1};
    CHECK(limiter.admit("e", severity::info, {}, start));
    CHECK_FALSE(limiter.admit("e", severity::info, {}, start));
    auto said = limiter.due(start, true);
    REQUIRE(said.size() == 1);
    CHECK(said[0].what.size() == 1);
}

TEST_CASE("past the number of pairs, new pairs of one event share a count and the table does not grow", "[observe]") {
    repeats limiter{1};
    for (std::size_t i = 0; i < repeats::pairs; ++i) CHECK(admitted(limiter, std::to_string(i), 1, start) == 1);
    CHECK(admitted(limiter, "one more", 1, start) == 1);
    CHECK(admitted(limiter, "another", 1, start) == 0);
    // A second later the table is forgotten, and pairs are told apart again.
    CHECK(admitted(limiter, "another", 1, start + 1s) == 1);
    CHECK(admitted(limiter, "one more", 1, start + 1s) == 1);
}
