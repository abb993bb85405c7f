// Any stored message once more, for chosen outputs only.
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;
using intake::resend_how;
using store::delivery_state;

namespace {

store::stored_message delivered_to_both() {
    store::stored_message from;
    from.id = {1, 0, 1, 5};
    from.input_number = 3;
    from.input = "adt_in";
    from.control = "77";
    from.type = "ADT^A01";
    from.raw = adt;
    from.parts = {{{1, 8}, delivery_state::delivered, "pas", "MSH|for pas", {42}, "x"},
                  {{1, 9}, delivery_state::delivered, "archive", {}, {}}};
    return from;
}

} // namespace

TEST_CASE("a message is sent again as it was sent, to the outputs named and to no others", "[intake][resend]") {
    bench b;
    const auto from = delivered_to_both();
    const auto made = b.intake.resend(from, {"pas"}, resend_how::as_sent);
    REQUIRE(made);
    CHECK(made->parent == from.id);
    CHECK(made->state == store::message_state::resent);
    CHECK_FALSE(made->remember);
    CHECK(made->control == "77");
    CHECK(made->raw == adt);
    REQUIRE(made->deliveries.size() == 1);
    CHECK(made->deliveries[0].name == 11);
    CHECK(made->deliveries[0].state == delivery_state::pending);
    CHECK(made->deliveries[0].body == "MSH|for pas");
    CHECK(made->deliveries[0].keys == std::vector<std::uint64_t>{42});
    CHECK(made->deliveries[0].attributes == "x");
    CHECK(b.intake.resend(from, {"archive", "pas"}, resend_how::as_sent)->deliveries.size() == 2);
}

TEST_CASE("what today's rules make of it goes to the outputs named only", "[intake][resend]") {
    bench b;
    const auto from = delivered_to_both();
    b.rules.made.copies = {{0, 0, "MSH|today", {"key"}}, {1, 0, std::nullopt, {}}};
    const auto made = b.intake.resend(from, {"pas"}, resend_how::by_todays_rules);
    REQUIRE(made);
    REQUIRE(made->deliveries.size() == 1);
    CHECK(made->deliveries[0].name == 11);
    CHECK(made->deliveries[0].body == "MSH|today");
    CHECK(made->deliveries[0].keys.size() == 1);
}

TEST_CASE("after a resend of an older message a receiver kept what that said: the next one passed for a repeat",
          "[intake][resend]") {
    bench b;
    const auto from = delivered_to_both();
    b.rules.made.copies = {{0, 0, "MSH|today", {"key"}}};
    b.rules.made.remembers = {{0, {1}, "a value", false}, {0, {2}, "a print", true}};
    store::stored_part refused{{1, 8}, delivery_state::dead, "pas", "MSH|for pas", {42}, "x"};
    for (const auto& made :
         {b.intake.resend(from, {"pas"}, resend_how::as_sent),
          b.intake.resend(from, {"pas"}, resend_how::by_todays_rules), b.intake.again(from, refused)}) {
        REQUIRE(made);
        CHECK(made->deliveries.size() == 1);
        REQUIRE(made->remembers.size() == 1);
        CHECK(made->remembers[0].memory == 31);
        CHECK(made->remembers[0].key == store::memory_key{2});
        CHECK(made->remembers[0].value.empty());
    }
    const auto retried = b.intake.again(from, {{1, 8}, delivery_state::failed, "adt_main", {}, {}, {}});
    REQUIRE(retried);
    CHECK(retried->remembers.size() == 2); // the route runs now, and says the newest
}

TEST_CASE("why a message is not sent again is said in words", "[intake][resend]") {
    bench b;
    auto from = delivered_to_both();
    auto how = resend_how::as_sent;
    std::vector<std::string> to{"pas"};
    std::string_view why;
    SECTION("it still waits there") {
        from.parts[0].state = delivery_state::pending;
        why = "it still waits for 'pas'";
    }
    SECTION("it is dead there, and a retry closes that") {
        from.parts[0].state = delivery_state::dead;
        why = "`vagus dead retry`";
    }
    SECTION("nothing was made for it") {
        from.parts.erase(from.parts.begin());
        why = "nothing of it was made";
    }
    SECTION("its sender was refused") {
        from.state = store::message_state::refused;
        why = "it was refused";
    }
    SECTION("it is no whole message") {
        from.state = store::message_state::fragment;
        why = "it is a part of a message";
    }
    SECTION("a route of it failed") {
        how = resend_how::by_todays_rules;
        from.parts[1] = {{1, 9}, delivery_state::failed, "adt_main", {}, {}};
        why = "its route 'adt_main' failed";
    }
    SECTION("it fails today") {
        how = resend_how::by_todays_rules;
        b.rules.made.failures.push_back({0, "routes/adt.yaml:22: no row"});
        why = "fails with today's rules: routes/adt.yaml:22";
    }
    SECTION("today's rules send it elsewhere") {
        how = resend_how::by_todays_rules;
        b.rules.made.copies = {{1, 0, std::nullopt, {}}};
        why = "today's rules make nothing of it";
    }
    const auto made = b.intake.resend(from, to, how);
    REQUIRE_FALSE(made);
    CHECK(made.error().find(why) != std::string::npos);
}

TEST_CASE("what waits elsewhere does not keep a message from the output named", "[intake][resend]") {
    bench b;
    auto from = delivered_to_both();
    from.parts[1].state = delivery_state::pending;
    CHECK(b.intake.resend(from, {"pas"}, resend_how::as_sent));
}
