#include "engine/access/attempts.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::access;
using namespace std::chrono_literals;

namespace {
const moment start{1h};
}

TEST_CASE("the wait of one user doubles with each failure up to a minute, from wherever it is tried", "[access]") {
    attempts all;
    auto now = start;
    int from = 0;
    const auto address = [&] { return "10.0.0." + std::to_string(++from); };
    for (int i = 1; i < free_failures; ++i) CHECK(all.ask("anna", address(), now) == 0ms);
    for (const auto wait : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        CHECK(all.ask("Anna", address(), now) == 0ms);
        CHECK(all.ask("anna", address(), now) == wait); // not looked at, and not counted
        now += wait;
    }
    CHECK(all.ask("berta", address(), now) == 0ms);
}

TEST_CASE("the right password ends the wait of a user, and an hour of quiet does", "[access]") {
    attempts all;
    for (int i = 0; i < free_failures; ++i) (void)all.ask("anna", "10.0.0.1", start);
    CHECK(all.ask("anna", "10.0.0.1", start) > 0ms);
    CHECK(all.ask("anna", "10.0.0.1", start + forgotten_after) == 0ms);
    CHECK(all.ask("anna", "10.0.0.1", start + forgotten_after) == 0ms);
    for (int i = 0; i < free_failures; ++i) (void)all.ask("berta", "10.0.0.2", start);
    CHECK(all.ask("berta", "10.0.0.2", start) > 0ms);
    all.succeeded("BERTA");
    CHECK(all.ask("berta", "10.0.0.2", start) == 0ms);
}

TEST_CASE("one address tries so many users at once, then one at a time", "[access]") {
    attempts all;
    int user = 0;
    const auto ask = [&](moment now) { return all.ask("user" + std::to_string(++user), "10.0.0.1", now); };
    for (int i = 0; i < static_cast<int>(address_burst); ++i) CHECK(ask(start) == 0ms);
    CHECK(ask(start) == address_refill);
    CHECK(ask(start + address_refill - 1ms) > 0ms);
    CHECK(ask(start + address_refill + 1ms) == 0ms);
    CHECK(ask(start + address_refill + 1ms) > 0ms);
    CHECK(all.ask("user", "10.0.0.2", start) == 0ms);
}

TEST_CASE("all addresses of one network of IPv6 are one", "[access]") {
    CHECK(counted_as("2001:db8:1:2:3::9") == counted_as("2001:db8:1:2:ffff:1:2:3"));
    CHECK(counted_as("2001:db8:1:2::1") != counted_as("2001:db8:1:3::1"));
    CHECK(counted_as("fe80::1%eth0") == counted_as("fe80::2"));
    CHECK(counted_as("::ffff:10.0.0.1") == "10.0.0.1");
    CHECK(counted_as("10.0.0.1") == "10.0.0.1");
}

TEST_CASE("so many users and addresses are remembered, and the quiet ones go first", "[access]") {
    attempts all{4};
    for (int i = 0; i < free_failures; ++i) (void)all.ask("anna", "10.0.0.1", start);
    for (int i = 0; i < 3; ++i) (void)all.ask("user" + std::to_string(i), "10.0.1." + std::to_string(i), start);
    CHECK(all.remembered() == 8);
    CHECK(all.ask("anna", "10.0.0.1", start) > 0ms); // and is the latest again
    for (int i = 3; i < 6; ++i) (void)all.ask("user" + std::to_string(i), "10.0.1." + std::to_string(i), start);
    CHECK(all.remembered() == 8);
    CHECK(all.ask("anna", "10.0.0.1", start) > 0ms);
    for (int i = 6; i < 10; ++i) (void)all.ask("user" + std::to_string(i), "10.0.1." + std::to_string(i), start);
    CHECK(all.ask("anna", "10.0.0.1", start) == 0ms);
}
