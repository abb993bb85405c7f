#include "config/load.hpp"
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

TEST_CASE("giving up is never, after a time, or after so many tries", "[queue][retry]") {
    auto read = [](const std::string& yaml) {
        auto tree = vagus::config::load_text(yaml + "\n");
        vagus::config::reading context{tree.found};
        retry_policy policy;
        return vagus::queue::retry_fields().read(tree.root, context, policy) ? std::optional{policy} : std::nullopt;
    };
    CHECK_FALSE(read("give_up: never").value().give_up.span);
    CHECK_FALSE(read("give_up: never").value().give_up.attempts);
    CHECK(read("give_up: 2h").value().give_up.span == 2h);
    CHECK(read("give_up: { attempts: 1 }").value().give_up.attempts == 1);
    CHECK(read("give_up: { attempts: 1000000 }"));
    CHECK_FALSE(read("give_up: { attempts: 1000001 }"));
    CHECK_FALSE(read("give_up: { attempts: 0 }"));
    CHECK_FALSE(read("give_up: { tries: 3 }"));
    CHECK_FALSE(read("give_up: 0s"));
}
