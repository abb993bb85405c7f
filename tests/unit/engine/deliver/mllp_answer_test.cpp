// What each frame means for the message it may answer, by what the output expects.
#include "engine/deliver/mllp_answer.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using deliver::expected;
using deliver::mllp_answers;
using kind = queue::attempt_result::kind;
using enum hl7::ack_code;

namespace {

const std::string sent = "MSH|^~\\&|PAS|H|LAB|H|20260301||ADT^A01|77|P|2.5\rPID|1\r";
const std::string taken = "\x06";
const std::string refused = "\x15";

std::string answer(const std::string& code, const std::string& to = "77") {
    return "MSH|^~\\&|LAB|H|PAS|H|20260301||ACK|1|P|2.5\rMSA|" + code + "|" + to + "\r";
}

// What the message comes to with these frames, one after the other; nothing: more must come.
std::optional<queue::attempt_result> after(expected what, const std::vector<std::string>& frames) {
    mllp_answers answers{what, sent};
    std::optional<queue::attempt_result> result;
    for (const auto& frame : frames) {
        REQUIRE_FALSE(result);
        result = answers.take(frame);
    }
    return result;
}

bool answered(const std::optional<queue::attempt_result>& result, hl7::ack_code with) {
    return result && result->what == kind::answered && result->code == with;
}

} // namespace

TEST_CASE("an answer counts for the message that it names in MSA-2, and for no other", "[deliver][mllp]") {
    CHECK(answered(after(expected::answer, {answer("AA")}), AA));
    CHECK(answered(after(expected::answer, {answer("CA")}), CA));
    CHECK(answered(after(expected::answer, {answer("AE")}), AE));
    for (const auto& strange : {answer("AA", "78"), answer("AA", ""), answer("AA", "077"), std::string{"77"}, taken}) {
        const auto result = after(expected::answer, {strange});
        REQUIRE(result);
        CHECK(result->what == kind::unreadable);
        CHECK(result->bytes == strange); // for people
    }
}

TEST_CASE("CA is waited past where the application is to answer, and no refusal is", "[deliver][mllp]") {
    CHECK_FALSE(after(expected::application, {answer("CA")}));
    CHECK(answered(after(expected::application, {answer("CA"), answer("AA")}), AA));
    CHECK(answered(after(expected::application, {answer("CE")}), CE));
    CHECK(after(expected::application, {answer("CA", "78")})->what == kind::unreadable);
}

TEST_CASE("with release 2 the commit byte comes first, and refuses by itself", "[deliver][mllp]") {
    CHECK(answered(after(expected::commit, {taken}), CA));
    CHECK(answered(after(expected::commit, {refused}), CE));
    CHECK(after(expected::commit, {answer("AA")})->what == kind::unreadable);
    CHECK_FALSE(after(expected::commit_and_answer, {taken}));
    CHECK(answered(after(expected::commit_and_answer, {taken, answer("AR")}), AR));
    CHECK(answered(after(expected::commit_and_answer, {refused}), CE));
    CHECK(after(expected::commit_and_answer, {answer("AA")})->what == kind::unreadable);
    CHECK(after(expected::commit_and_answer, {taken, taken})->what == kind::unreadable);
}
