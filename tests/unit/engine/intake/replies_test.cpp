#include "engine/intake/replies.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using hl7::ack_code;
using intake::ack_policy;
using intake::replies_in;
using enum hl7::ack_code;

namespace {

hl7::message asking(const std::string& accept, const std::string& application) {
    auto made = hl7::message::parse("MSH|^~\\&|A|B|C|D|20260301||ADT^A01|7|P|2.5.1|||" + accept + "|" + application);
    REQUIRE(made);
    return std::move(*made);
}

ack_policy policy(ack_policy::mode how, ack_code accept_code = CA) {
    ack_policy made;
    made.how = how;
    made.accept_code = accept_code;
    return made;
}

// The codes that leave for a message that ended so.
std::string heard(const std::string& accept, const std::string& application, ack_code end, const ack_policy& ack) {
    const auto message = asking(accept, application);
    return to_text(replies_to(wanted_by(message.read(), ack), end, ack));
}

std::string refused(const std::string& accept, const std::string& application, const ack_policy& ack) {
    const auto message = asking(accept, application);
    return to_text(replies_to_refused(wanted_by(message.read(), ack), ack.codes.unparsable, ack));
}

const auto by_message = policy(ack_policy::mode::obey);

} // namespace

TEST_CASE("in original mode there is one application acknowledgement, whatever MSH-15 and MSH-16 say",
          "[intake][ack]") {
    const ack_policy original;
    CHECK(heard("", "", AA, original) == "AA");
    CHECK(heard("AL", "NE", AA, original) == "AA");
    CHECK(heard("NE", "NE", AE, original) == "AE");
    CHECK(refused("AL", "AL", original) == "AR");
}

TEST_CASE("in auto mode MSH-15 and MSH-16 are obeyed", "[intake][ack]") {
    struct row {
        const char *accept, *application, *positive, *negative;
    };
    // HL7 table 0155. A refusal is told once: by the application acknowledgement where there is one.
    for (const auto& [accept, application, positive, negative] : {
             row{"", "", "AA", "AE"},        row{"\"\"", "\"\"", "AA", "AE"}, row{"AL", "AL", "CA AA", "CA AE"},
             row{"AL", "NE", "CA", "CE"},    row{"AL", "", "CA", "CE"},       row{"NE", "AL", "AA", "AE"},
             row{"", "AL", "AA", "AE"},      row{"NE", "NE", "", ""},         row{"NE", "", "", ""},
             row{"ER", "NE", "", "CE"},      row{"SU", "NE", "CA", ""},       row{"NE", "ER", "", "AE"},
             row{"NE", "SU", "AA", ""},      row{"ER", "AL", "AA", "AE"},     row{"SU", "AL", "CA AA", "CA AE"},
             row{"AL", "ER", "CA", "CA AE"}, row{"AL", "SU", "CA AA", "CE"},  row{"ER", "ER", "", "AE"},
             row{"SU", "SU", "CA AA", ""},   row{"ER", "SU", "AA", "CE"},     row{"SU", "ER", "CA", "CA AE"},
         }) {
        CAPTURE(accept, application);
        CHECK(heard(accept, application, AA, by_message) == positive);
        CHECK(heard(accept, application, AE, by_message) == negative);
    }
}

TEST_CASE("a word that table 0155 does not have asks for an answer", "[intake][ack]") {
    CHECK(heard("ACCEPT", "NE", AA, by_message) == "CA");
    CHECK(heard("0", "0^0", AA, by_message) == "CA AA");
}

TEST_CASE("enhanced mode accepts what asks for nothing, and is silent only where it is told to", "[intake][ack]") {
    const auto enhanced = policy(ack_policy::mode::enhanced);
    CHECK(heard("", "", AA, enhanced) == "CA");
    CHECK(heard("", "", AR, enhanced) == "CR");
    CHECK(heard("NE", "AL", AA, enhanced) == "AA");
    CHECK(refused("", "", enhanced) == "CR");
}

TEST_CASE("with accept_code AA a sender gets one answer, in codes it knows", "[intake][ack]") {
    const auto simple = policy(ack_policy::mode::obey, AA);
    CHECK(heard("AL", "NE", AA, simple) == "AA");
    CHECK(heard("AL", "NE", AE, simple) == "AE");
    CHECK(heard("AL", "AL", AA, simple) == "AA");
    CHECK(heard("AL", "AL", AE, simple) == "AE");
    CHECK(refused("AL", "NE", simple) == "AR");
}

TEST_CASE("bytes that are no message are refused by the accept acknowledgement alone", "[intake][ack]") {
    CHECK(refused("AL", "AL", by_message) == "CR");
    CHECK(refused("ER", "NE", by_message) == "CR");
    CHECK(refused("NE", "AL", by_message) == "AR");
    CHECK(refused("SU", "ER", by_message) == "AR");
    CHECK(refused("NE", "NE", by_message).empty());
    CHECK(refused("", "", by_message) == "AR");
    auto milder = by_message;
    milder.codes.unparsable = AE;
    CHECK(refused("AL", "", milder) == "CE");
}

TEST_CASE("mode none is silence", "[intake][ack]") {
    const auto none = policy(ack_policy::mode::none);
    CHECK(heard("AL", "AL", AA, none).empty());
    CHECK(refused("AL", "AL", none).empty());
}

TEST_CASE("a message whose refusal nobody would hear is not refused", "[intake][ack]") {
    auto ack = by_message;
    ack.when = ack_policy::after::processed;
    ack.codes.failed = AE;
    routes::plan failing;
    failing.matched = {0};
    failing.failures.push_back({0, "routes/adt.yaml:22: no row"});
    CHECK(decide(asking("AL", "NE").read(), failing, ack).end.refused());
    CHECK(decide(asking("NE", "ER").read(), failing, ack).end.refused());
    const auto silent = decide(asking("SU", "NE").read(), failing, ack);
    CHECK(silent.end.state == store::message_state::failed);
    CHECK(to_text(silent.due) == "CA"); // it is kept here, and retryable
}

TEST_CASE("a receipt is read as it was written", "[intake][ack]") {
    for (const auto& what : {intake::replies{}, {CA, {}}, {{}, AA}, {CA, AA}, {CE, {}}, {CA, AR}})
        CHECK(replies_in(to_text(what)) == what);
    CHECK(replies_in("CA XX  AA") == intake::replies{CA, AA});
}
