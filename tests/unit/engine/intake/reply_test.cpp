// The answer of a receiver as a message of an input.
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;
using store::delivery_state;
using store::message_state;

namespace {

const std::string reply = "MSH|^~\\&|LIS|LAB|VAGUS|HOSP|20260301||ORL^O22^ORL_O22|L1|P|2.5\rMSA|AA|77\r";

store::queued_delivery sent() {
    store::queued_delivery made;
    made.at = {1, 4};
    made.message = {1, 0, 1, 5};
    made.body = std::make_shared<const std::string>(adt);
    return made;
}

} // namespace

TEST_CASE("an answer becomes a message of its input, linked to what it answers", "[intake][reply]") {
    bench b;
    b.rules.made.copies = {{0, 0, "MSH|for pas", {"key"}}};
    const auto made = b.intake.reply(b.from, "lis", sent(), reply);
    CHECK(made.input == 3);
    CHECK(made.peer == "lis");
    CHECK(made.parent == message_id{1, 0, 1, 5});
    CHECK(made.state == message_state::queued);
    CHECK(made.control == "L1");
    CHECK(made.type == "ORL^O22");
    CHECK(made.raw == reply);
    CHECK(made.receipt.empty());
    CHECK_FALSE(made.remember);
    REQUIRE(made.deliveries.size() == 1);
    CHECK(made.deliveries[0].body == "MSH|for pas");
}

TEST_CASE("an answer that a route fails on, or that nobody takes, is kept so", "[intake][reply]") {
    bench b;
    b.rules.made.failures = {{0, "routes/a.yaml:3 step 1: no", false}};
    const auto failed = b.intake.reply(b.from, "lis", sent(), reply);
    CHECK(failed.state == message_state::failed);
    REQUIRE(failed.deliveries.size() == 1);
    CHECK(failed.deliveries[0].state == delivery_state::failed);
    CHECK(failed.deliveries[0].name == 21);

    bench other;
    other.rules.made.matched.clear();
    CHECK(other.intake.reply(other.from, "lis", sent(), reply).state == message_state::unmatched);
}

TEST_CASE("an answer that cannot be read as a message is a dead letter of its input", "[intake][reply]") {
    bench b;
    b.from.parsing = hl7::strictness::strict;
    const std::string odd = "MSH|^~\\&|LIS|LAB|VAGUS|HOSP|20260301||ACK|L1|P|2.5\nMSA|AA|77\n";
    const auto made = b.intake.reply(b.from, "lis", sent(), odd);
    CHECK(made.state == message_state::failed);
    CHECK(made.raw == odd);
    REQUIRE(made.deliveries.size() == 1);
    CHECK(made.deliveries[0].name == 3);
    CHECK(made.deliveries[0].state == delivery_state::failed);
}
