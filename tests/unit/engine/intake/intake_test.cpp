#include "engine/intake/digest.hpp"
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;
using intake::verdict;

TEST_CASE("no answer exists before the commit, and the answer names the message", "[intake]") {
    bench b;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {"0012345"}});
    b.send(adt);
    CHECK_FALSE(b.got);
    b.commit();
    CHECK(b.code() == "AA");
    auto answer = hl7::read_answer(b.got->application);
    CHECK(answer->control_id == "77");
    CHECK(b.got->application.find(to_text(message_id{1, 0, 1, 5})) != std::string::npos);
}

TEST_CASE("message and deliveries go to the store as one request", "[intake]") {
    bench b;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {"0012345"}});
    b.rules.made.copies.push_back({1, 0, "MSH|changed", {}});
    b.send(adt);
    const auto& kept = b.kept();
    CHECK(kept.raw == adt);
    CHECK(kept.control == "77");
    CHECK(kept.type == "ADT^A01");
    CHECK(kept.receipt == "AA");
    CHECK(kept.remember);
    CHECK(kept.revision == 9);
    REQUIRE(kept.deliveries.size() == 2);
    CHECK(kept.deliveries[0].name == 11);
    CHECK_FALSE(kept.deliveries[0].body);
    CHECK(kept.deliveries[0].keys == std::vector<std::uint64_t>{intake::hash_of({"0012345"})});
    CHECK(kept.deliveries[1].name == 12);
    CHECK(kept.deliveries[1].body == "MSH|changed");
}

TEST_CASE("a store that cannot promise means no answer at all", "[intake]") {
    bench b;
    b.send(adt);
    b.store.commit(fail(store::store_error{store::store_error::kind::undecided, "disk"}));
    b.run();
    REQUIRE(b.got);
    CHECK(b.got->what == verdict::act::close);
    CHECK(b.got->application.empty());
}

TEST_CASE("after `stored` a failed route is kept and still answered AA", "[intake]") {
    bench b;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {}});
    b.rules.made.failures.push_back({1, "routes/adt.yaml:22 step 3: no row"});
    b.send(adt);
    const auto& kept = b.kept();
    CHECK(kept.state == store::message_state::failed);
    REQUIRE(kept.deliveries.size() == 2); // the other route goes on
    CHECK(kept.deliveries[1].state == store::delivery_state::failed);
    CHECK(kept.deliveries[1].name == 22);
    CHECK(kept.deliveries[1].reason == "routes/adt.yaml:22 step 3: no row");
    b.commit();
    CHECK(b.code() == "AA");
}

TEST_CASE("after `processed` one negative failure queues nothing anywhere", "[intake]") {
    bench b;
    b.terms.given.of_input.ack.when = intake::ack_policy::after::processed;
    b.terms.given.of_input.ack.codes.failed = hl7::ack_code::AE;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {}});
    b.rules.made.failures.push_back({1, "routes/adt.yaml:22 step 3: no row"});
    b.send(adt);
    const auto& kept = b.kept();
    CHECK(kept.state == store::message_state::refused);
    CHECK(kept.deliveries.empty());
    CHECK_FALSE(kept.remember); // only positive answers are given again
    b.commit();
    CHECK(b.code() == "AE");
    CHECK(b.got->application.find("ERR|") != std::string::npos);
}

TEST_CASE("what no route takes, and what routes drop, is kept with its reason", "[intake]") {
    bench b;
    SECTION("unmatched") {
        b.rules.made.matched.clear();
        b.send(adt);
        CHECK(b.kept().state == store::message_state::unmatched);
    }
    SECTION("dropped") {
        b.rules.made.drops.push_back({0, "not production traffic"});
        b.send(adt);
        CHECK(b.kept().state == store::message_state::dropped);
        CHECK(b.kept().reason == "not production traffic");
    }
    CHECK(b.kept().deliveries.empty());
    b.commit();
    CHECK(b.code() == "AA");
}

TEST_CASE("a duplicate gets the first answer again", "[intake]") {
    bench b;
    b.send(adt);
    b.commit({{1, 0, 1, 2}, true, "AA"});
    CHECK(b.code() == "AA");
    CHECK(b.got->message == message_id{1, 0, 1, 2});
}

TEST_CASE("a duplicate that today's rules would refuse gets the first answer, and nothing of the refusal", "[intake]") {
    bench b;
    b.terms.given.of_input.ack.when = intake::ack_policy::after::processed;
    b.rules.made.failures.push_back({.text = "no sex", .rejects = true, .faults = {{.diagnostic = "no sex"}}});
    b.send(adt);
    b.commit({{1, 0, 1, 2}, true, "AA"});
    CHECK(b.code() == "AA");
    CHECK_FALSE(b.got->application.contains("no sex"));
    CHECK_FALSE(b.got->application.contains("ERR|"));
}

TEST_CASE("what a refused message would have remembered is not remembered", "[intake]") {
    bench b;
    b.terms.given.of_input.ack.when = intake::ack_policy::after::processed;
    b.rules.made.remembers = {{0, {1}, "a value", false}};
    b.send(adt);
    CHECK(b.kept().remembers.size() == 1);
    b.commit();
    bench refusing;
    refusing.terms.given.of_input.ack.when = intake::ack_policy::after::processed;
    refusing.rules.made.remembers = {{0, {1}, "a value", false}};
    refusing.rules.made.failures.push_back({.text = "no", .rejects = true});
    refusing.send(adt);
    CHECK(refusing.kept().remembers.empty());
}

TEST_CASE("an empty control id is never a duplicate", "[intake]") {
    bench b;
    b.send("MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01||P|2.5.1\rPID|1\r");
    CHECK_FALSE(b.kept().remember);
}

TEST_CASE("a message that carries an MSA is kept and never acknowledged", "[intake]") {
    bench b;
    b.send("MSH|^~\\&|LIS|HOSP|VAGUS|VAGUS|20260301||ACK|9|P|2.5.1\rMSA|AA|77\r");
    CHECK(b.kept().raw.find("MSA|AA|77") != std::string::npos);
    CHECK_FALSE(b.kept().remember);
    b.commit();
    REQUIRE(b.got);
    CHECK(b.got->what == verdict::act::silent);
    CHECK(b.got->application.empty());
}

TEST_CASE("labels that routes give a message are stored with it, of a refused one too", "[intake]") {
    for (const bool refused : {false, true}) {
        bench b;
        b.rules.made.tags = {"unmapped_code", "odd_class"};
        if (refused) b.rules.made.failures = {{0, "no", true}};
        b.send(adt);
        CHECK(b.kept().tags == std::vector<std::string>{"unmapped_code", "odd_class"});
    }
}

TEST_CASE("bytes that are no message are kept and answered AR", "[intake]") {
    bench b;
    b.send_garbage("GET / HTTP/1.1");
    CHECK_FALSE(b.got);
    CHECK(b.kept().state == store::message_state::refused);
    CHECK(b.kept().raw == "GET / HTTP/1.1");
    b.commit();
    CHECK(b.code() == "AR");
}

TEST_CASE("a retry is a new message linked to its parent, with the bytes as sent and the keys of then", "[intake]") {
    bench b;
    store::stored_message from;
    from.id = {1, 0, 1, 5};
    from.input_number = 3;
    from.raw = adt;
    from.parts = {{{1, 5}, store::delivery_state::dead, "archive", "MSH|changed", {42}}};
    auto again = b.intake.again(from, from.parts[0]);
    REQUIRE(again);
    CHECK(again->parent == message_id{1, 0, 1, 5});
    CHECK(again->state == store::message_state::resent);
    CHECK_FALSE(again->remember);
    REQUIRE(again->deliveries.size() == 1);
    CHECK(again->deliveries[0].name == 12);
    CHECK(again->deliveries[0].keys == std::vector<std::uint64_t>{42});
    CHECK(again->deliveries[0].body == "MSH|changed");
}

TEST_CASE("a failed route is run again with today's rules", "[intake]") {
    bench b;
    store::stored_message from;
    from.raw = adt;
    from.parts = {{{1, 5}, store::delivery_state::failed, "adt_copy", {}, {}}};
    SECTION("and its copies are queued") {
        b.rules.made.copies.push_back({1, 1, std::nullopt, {}});
        auto again = b.intake.again(from, from.parts[0]);
        REQUIRE(again);
        CHECK(again->deliveries.size() == 1);
    }
    SECTION("and says so when it fails again") {
        b.rules.made.failures.push_back({1, "routes/adt.yaml:22: no row"});
        auto again = b.intake.again(from, from.parts[0]);
        REQUIRE_FALSE(again);
        CHECK(again.error().find("fails again") != std::string::npos);
    }
}

TEST_CASE("an output that is gone refuses a retry in words", "[intake]") {
    bench b;
    store::stored_message from;
    from.parts = {{{1, 5}, store::delivery_state::dead, "old_pas", {}, {}}};
    auto again = b.intake.again(from, from.parts[0]);
    REQUIRE_FALSE(again);
    CHECK(again.error().find("old_pas") != std::string::npos);
}

TEST_CASE("a message that was planned when the rules are replaced keeps the old revision; the next has the new one",
          "[intake]") {
    bench b;
    b.send(adt);
    const auto next = std::make_shared<intake::in_force>(*b.now);
    next->known.revision = 10;
    next->known.outputs = {12, 11};
    next->inputs.at(3).given.of_input.ack.when = intake::ack_policy::after::processed;
    b.intake.replace(next);
    b.commit();
    CHECK(b.code() == "AA");
    CHECK(b.store.accepted.front().revision == 9);
    b.send(adt);
    CHECK(b.store.accepted.back().revision == 10);
}
