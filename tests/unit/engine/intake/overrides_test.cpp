// `ack.overrides`: the first whose `match` fits the message as it arrived.
#include "config/load.hpp"
#include "engine/intake/promises.hpp"
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;

namespace {

const std::string query = "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||QBP^Q22^QBP_Q21|78|P|2.5.1\rQPD|Q22\r";

intake::ack_policy read(const std::string& yaml) {
    intake::ack_policy ack;
    auto tree = config::load_text("ack: " + yaml + "\n");
    config::reading context{tree.found};
    CHECK(intake::ack_policy_fields().read(tree.root.find("ack")->value, context, ack));
    return ack;
}

intake::special_promise when(const std::string& match, intake::ack_policy ack) {
    auto parsed = expr::parse(match);
    REQUIRE(parsed);
    return {std::move(*parsed), {std::move(ack)}};
}

intake::ack_policy answering(intake::ack_mode how) {
    intake::ack_policy ack;
    ack.how = how;
    return ack;
}

} // namespace

TEST_CASE("the first override that fits counts, and the input's own promise where none does", "[intake][overrides]") {
    bench b;
    b.terms.given.of_some.push_back(when("MSH-9.1 == 'QBP'", answering(intake::ack_mode::none)));
    b.terms.given.of_some.push_back(when("MSH-9.1 in ['QBP', 'ORU']", answering(intake::ack_mode::original)));
    b.send(query);
    b.commit();
    CHECK(b.got->what == intake::verdict::act::silent);

    bench other;
    other.terms.given.of_some = b.terms.given.of_some;
    other.send(adt);
    other.commit();
    CHECK(other.code() == "AA");
}

TEST_CASE("routes may refuse what an override lets them, and nothing else", "[intake][overrides]") {
    auto processed = answering(intake::ack_mode::original);
    processed.when = intake::moment::point::processed;
    processed.codes.unmatched = hl7::ack_code::AE;
    bench b;
    b.rules.made.matched.clear();
    b.terms.given.of_some.push_back(when("MSH-9.1 == 'QBP'", processed));
    b.send(query);
    CHECK(b.kept().state == store::message_state::refused);
    b.commit();
    CHECK(b.code() == "AE");

    bench other;
    other.rules.made.matched.clear();
    other.terms.given.of_some = b.terms.given.of_some;
    other.send(adt);
    CHECK(other.kept().state == store::message_state::unmatched);
    other.commit();
    CHECK(other.code() == "AA");
}

TEST_CASE("an override whose match cannot be told does not fit", "[intake][overrides]") {
    bench b;
    b.terms.given.of_some.push_back(when("number(MSH-3) == ''", answering(intake::ack_mode::none)));
    b.send(adt); // PAS is no number
    b.commit();
    CHECK(b.code() == "AA");
}

TEST_CASE("bytes that are no message fit no override", "[intake][overrides]") {
    bench b;
    b.terms.given.of_some.push_back(when("MSH-9.1 != 'x'", answering(intake::ack_mode::none)));
    b.send_garbage("MSH|^~\\&|PAS");
    b.commit();
    CHECK(b.code() == "AR");
}

TEST_CASE("what an override does not say is as the input says", "[intake][overrides]") {
    const auto ack = read("{ mode: auto, accept_code: AA, after: processed, codes: { failed: AE }, "
                          "application: { via: back }, overrides: [ { match: MSH-9.1 == 'QBP', "
                          "answer: { from: empi, within: 3s } }, { match: MSH-9.1 == 'ORU', after: stored } ] }");
    REQUIRE(ack.overrides.size() == 2);
    const auto queries = intake::overridden(ack, ack.overrides[0]);
    CHECK(queries.how == intake::ack_mode::obey);
    CHECK(queries.accept_code == hl7::ack_code::AA);
    CHECK(queries.codes.failed == hl7::ack_code::AE);
    CHECK(queries.when == intake::moment::point::delivered);
    REQUIRE(queries.when.what);
    CHECK(queries.when.what->forwards);
    CHECK(queries.when.what->outputs.front().value == "empi");
    CHECK_FALSE(queries.application); // it waits where it sent
    CHECK(queries.overrides.empty());

    const auto results = intake::overridden(ack, ack.overrides[1]);
    CHECK(results.when == intake::moment::point::stored);
    CHECK(results.application);
}

TEST_CASE("codes of an override are all codes", "[intake][overrides]") {
    const auto ack = read("{ after: processed, codes: { failed: AE }, overrides: [ { match: MSH-9.1 == 'QBP', "
                          "codes: { dropped: AR } } ] }");
    const auto queries = intake::overridden(ack, ack.overrides.front());
    CHECK(queries.codes.dropped == hl7::ack_code::AR);
    CHECK(queries.codes.failed == hl7::ack_code::AA);
}

TEST_CASE("a message whose sequence number is none is refused by its own override", "[intake][overrides]") {
    auto counting = answering(intake::ack_mode::original);
    counting.sequence = true;
    counting.codes.unparsable = hl7::ack_code::AE; // the input itself says AR
    bench b;
    b.terms.given.of_some.push_back(when("MSH-9.1 == 'QBP'", counting));
    b.send(query); // without MSH-13
    CHECK(b.kept().state == store::message_state::refused);
    b.commit();
    CHECK(b.code() == "AE");
}
