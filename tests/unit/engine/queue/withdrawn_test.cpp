// What is withdrawn behind a full window is remembered for as long as the disk may still bring it, and no longer.
#include "engine/queue/withdrawn.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::queue;

TEST_CASE("a withdrawn delivery is known until the store has it so", "[queue][withdraw]") {
    withdrawn all;
    REQUIRE(all.add({1, 1}));
    REQUIRE(all.add({1, 2}));
    all.durable({1, 1}, false);
    CHECK(all.size() == 1);
    CHECK_FALSE(all.take({1, 1}));
    CHECK(all.take({1, 2}));
    CHECK(all.size() == 0);
}

TEST_CASE("a read that began before may still bring a withdrawn delivery", "[queue][withdraw]") {
    withdrawn all;
    REQUIRE(all.add({1, 1}));
    REQUIRE(all.add({1, 2}));
    all.durable({1, 1}, true);
    all.durable({1, 2}, true);
    CHECK(all.take({1, 1}));
    all.read_ended();
    CHECK(all.size() == 0);
    REQUIRE(all.add({1, 3})); // the next read has nothing to do with what was durable before it
    all.read_ended();
    CHECK(all.take({1, 3}));
}

TEST_CASE("no more withdrawals are remembered than the limit, and what is durable makes room", "[queue][withdraw]") {
    withdrawn all;
    for (std::size_t i = 1; i <= most_withdrawn; ++i) REQUIRE(all.add({1, static_cast<std::int64_t>(i)}));
    CHECK(all.add({1, 1})); // known already
    CHECK_FALSE(all.add({2, 1}));
    all.durable({1, 7}, false);
    CHECK(all.add({2, 1}));
    CHECK_FALSE(all.add({2, 2}));
}

TEST_CASE("the queue that goes on is told of what the store does not have yet, and of nothing else",
          "[queue][withdraw]") {
    withdrawn before;
    for (std::int64_t row : {1, 2, 3}) before.promise({1, row});
    before.durable({1, 2}, false);
    withdrawn after;
    after.take_over(before.hand_over());
    CHECK(before.hand_over().empty());
    CHECK(after.take({1, 1}));
    CHECK_FALSE(after.take({1, 2}));
    CHECK(after.take({1, 3}));
    CHECK(after.hand_over().size() == 2); // it may be replaced as quickly
}

TEST_CASE("a withdrawal that became durable between two queues is forgotten at the next delivery",
          "[queue][withdraw]") {
    withdrawn after;
    after.take_over({{1, 1}, {1, 2}});
    CHECK_FALSE(after.take({1, 3}));
    CHECK(after.size() == 0);
    CHECK(after.hand_over().empty());
}
