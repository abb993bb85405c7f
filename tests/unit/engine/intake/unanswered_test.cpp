// When a message is acknowledged without the answer of its receiver.
#include "engine/intake/unanswered.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace std::chrono_literals;
using intake::unanswered;

namespace {

message_id id(std::uint32_t row) {
    return {1, 0, 1, row};
}

const unanswered::steady_time begin{1h};

} // namespace

TEST_CASE("what is due first comes first, and what was answered never does", "[intake][application]") {
    unanswered waiting;
    waiting.add({id(1), 3, 9}, begin + 20s);
    waiting.add({id(2), 3, 9}, begin + 10s);
    waiting.add({id(3), 3, 9}, begin + 15s);
    waiting.answered(id(3));
    waiting.answered(id(4)); // never waited
    CHECK_FALSE(waiting.due(begin + 9s));
    CHECK(waiting.due(begin + 10s)->message == id(2));
    CHECK_FALSE(waiting.due(begin + 19s));
    const auto last = waiting.due(begin + 1h);
    REQUIRE(last);
    CHECK(last->message == id(1));
    CHECK(last->via == 9);
    CHECK_FALSE(waiting.due(begin + 1h));
}

TEST_CASE("at the limit nothing is due early, and one past it the first is", "[intake][application]") {
    unanswered waiting;
    for (std::uint32_t i = 1; i <= unanswered::most; ++i) waiting.add({id(i), 3, 9}, begin + std::chrono::seconds{i});
    CHECK_FALSE(waiting.due(begin));
    waiting.add({id(unanswered::most + 1), 3, 9}, begin + 24h);
    const auto early = waiting.due(begin);
    REQUIRE(early);
    CHECK(early->message == id(1));
    CHECK_FALSE(waiting.due(begin));
}
