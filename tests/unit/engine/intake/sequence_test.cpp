// MSH-13 on an input that keeps count.
#include "engine/intake/sequence.hpp"
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;
using intake::verdict;

namespace {

std::string numbered(const std::string& msh13, const std::string& accept = {}, const std::string& application = {}) {
    return "MSH|^~\\&|LIS|HOSP|VAGUS|VAGUS|20260301||ORU^R01^ORU_R01|77|P|2.5.1|" + msh13 + "||" + accept + "|" +
           application + "\rPID|1||7\r";
}

struct counting : bench {
    counting() {
        terms.given.of_input.ack.sequence = true;
        rules.made.copies.push_back({0, 0, std::nullopt, {}});
    }
};

std::optional<std::int64_t> number_in(const std::string& msh13) {
    auto message = hl7::message::parse(numbered(msh13));
    REQUIRE(message);
    return intake::sequence_number(message->read());
}

} // namespace

TEST_CASE("a sequence number is a whole number from -1 on", "[intake][sequence]") {
    CHECK(number_in("17") == 17);
    CHECK(number_in("0017") == 17);
    CHECK(number_in("0") == 0);
    CHECK(number_in("-1") == -1);
    CHECK(number_in("999999999999999") == 999'999'999'999'999); // as long as an NM may be; the next one can be counted
    for (const auto* none :
         {"", "\"\"", "-2", "1.5", "17a", "+17", "1000000000000000", "9223372036854775807", "9223372036854775808"})
        CHECK_FALSE(number_in(none));
}

TEST_CASE("the number goes to the store with its message, and MSA-4 echoes it", "[intake][sequence]") {
    counting b;
    b.send(numbered("17"));
    REQUIRE(b.kept().sequence);
    CHECK(b.kept().sequence->number == 17);
    CHECK(b.kept().receipt_if_refused == "AE");
    b.commit({{1, 0, 1, 5}, false, "AA", 17});
    CHECK(b.got->application.find("\rMSA|AA|77||17\r") != std::string::npos);
}

TEST_CASE("out of turn is AE with the number that is expected", "[intake][sequence]") {
    counting b;
    b.send(numbered("19"));
    b.commit({{1, 0, 1, 5}, false, "AE", 18, {}, "sequence number out of turn"});
    CHECK(b.got->application.find("\rMSA|AE|77|") != std::string::npos);
    CHECK(b.got->application.find("|18\rERR|") != std::string::npos);
}

TEST_CASE("a message about the link is planned by no route, and accepted whatever routes may answer",
          "[intake][sequence]") {
    counting b;
    b.terms.given.of_input.ack.when = intake::ack_policy::after::processed;
    b.terms.given.of_input.ack.codes.dropped = hl7::ack_code::AE;
    b.send(numbered("0"));
    CHECK(b.kept().state == store::message_state::dropped);
    CHECK(b.kept().deliveries.empty());
    CHECK_FALSE(b.kept().remember); // the next one may need another answer
    b.commit({{1, 0, 1, 5}, false, "AA", -1});
    CHECK(b.got->application.find("\rMSA|AA|77||-1\r") != std::string::npos);
}

TEST_CASE("a message without a number is refused where numbers are kept", "[intake][sequence]") {
    counting b;
    b.send(numbered(""));
    CHECK(b.kept().state == store::message_state::refused);
    CHECK(b.kept().raw == numbered(""));
    b.commit();
    CHECK(b.code() == "AR");
    CHECK(b.got->application.find("MSH-13") != std::string::npos);
}

TEST_CASE("nobody's place is counted who would not hear of it, nor an acknowledgement's", "[intake][sequence]") {
    counting b;
    b.terms.given.of_input.ack.how = intake::ack_policy::mode::obey;
    SECTION("a sender that asks for no answer") {
        b.send(numbered("", "NE", "NE"));
    }
    SECTION("an acknowledgement") {
        b.send(numbered("") + "MSA|AA|1\r");
    }
    CHECK_FALSE(b.kept().sequence);
    CHECK(b.kept().state == store::message_state::queued);
}

TEST_CASE("a message that a route refuses takes no number", "[intake][sequence]") {
    counting b;
    b.terms.given.of_input.ack.when = intake::ack_policy::after::processed;
    b.terms.given.of_input.ack.codes.failed = hl7::ack_code::AE;
    b.rules.made.failures.push_back({1, "routes/lab.yaml:3: no row"});
    b.send(numbered("17"));
    CHECK_FALSE(b.kept().sequence);
    b.commit();
    CHECK(b.code() == "AE");
}

TEST_CASE("in enhanced mode the accept acknowledgement says what is expected", "[intake][sequence]") {
    counting b;
    b.terms.given.of_input.ack.how = intake::ack_policy::mode::obey;
    b.send(numbered("19", "AL", "NE"));
    CHECK(b.kept().receipt_if_refused == "CE");
    b.commit({{1, 0, 1, 5}, false, "CE", 18, {}, "sequence number out of turn"});
    CHECK(b.got->accept.find("\rMSA|CE|77|") != std::string::npos);
    CHECK(b.got->accept.find("|18\r") != std::string::npos);
}
