#include "engine/queue/retry.hpp"
#include "tests/support/catch.hpp"

using namespace std::chrono_literals;
using vagus::queue::retry_policy;
using vagus::queue::wait_after;

TEST_CASE("waits grow by the factor up to the maximum", "[queue][retry]") {
    retry_policy policy;
    policy.jitter = 0.0;
    CHECK(wait_after(policy, 1, 0.5) == 1s);
    CHECK(wait_after(policy, 2, 0.5) == 2s);
    CHECK(wait_after(policy, 3, 0.5) == 4s);
    CHECK(wait_after(policy, 7, 0.5) == 60s);
    CHECK(wait_after(policy, 4'000'000'000U, 0.5) == 60s);
}

TEST_CASE("jitter moves a wait both ways and never further than written", "[queue][retry]") {
    retry_policy policy;
    policy.jitter = 0.2;
    CHECK(wait_after(policy, 1, 0.0) == 800ms);
    CHECK(wait_after(policy, 1, 0.5) == 1000ms);
    CHECK(wait_after(policy, 1, 1.0) == 1200ms);
}

TEST_CASE("a factor of one waits the same time every time", "[queue][retry]") {
    retry_policy policy;
    policy.jitter = 0.0;
    policy.factor = 1;
    CHECK(wait_after(policy, 4'000'000'000U, 0.5) == 1s);
}
