#include "engine/queue/judge.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using queue::ack_rule;
using queue::answer_class;
using queue::attempt_result;
using queue::judge;
using queue::judgement;
using kind = attempt_result::kind;

namespace {

attempt_result answered(hl7::ack_code code, std::string error = {}, std::string text = {}) {
    return {kind::answered, code, std::move(error), std::move(text), {}};
}
attempt_result without_answer(kind what) {
    return {what, hl7::ack_code::AA, {}, {}, {}};
}

} // namespace

TEST_CASE("answers mean what the table says when nothing else is written", "[queue][judge]") {
    struct row {
        attempt_result what;
        judgement expected;
    };
    using enum hl7::ack_code;
    const row table[] = {
        {answered(AA), judgement::delivered},
        {answered(CA), judgement::delivered},
        {answered(AE), judgement::dead_letter},
        {answered(AR), judgement::dead_letter},
        {answered(CR), judgement::dead_letter},
        {answered(CE), judgement::retry},
        {answered(AE, "205"), judgement::delivered}, // duplicate key: the receiver has it
        {answered(AR, "205"), judgement::delivered},
        {answered(AE, "206"), judgement::retry}, // record locked
        {answered(AR, "207"), judgement::retry}, // internal error
        {answered(AE, "101"), judgement::dead_letter},
        {without_answer(kind::unreadable), judgement::retry},
        {without_answer(kind::timeout), judgement::retry},
        {without_answer(kind::connection), judgement::retry},
    };
    for (const auto& each : table) CHECK(judge(each.what, {}) == each.expected);
}

TEST_CASE("the first written rule that fits comes before the defaults", "[queue][judge]") {
    const std::vector<ack_rule> rules{
        {{answer_class::AE}, "locked", judgement::retry},
        {{answer_class::AE, answer_class::AR}, "", judgement::delivered},
        {{answer_class::timeout}, "", judgement::dead_letter},
        {{answer_class::CR}, "", judgement::hold},
    };
    CHECK(judge(answered(hl7::ack_code::AE, "", "record is locked by JD"), rules) == judgement::retry);
    CHECK(judge(answered(hl7::ack_code::AE, "", "something else"), rules) == judgement::delivered);
    CHECK(judge(answered(hl7::ack_code::AR, "", "locked"), rules) == judgement::delivered);
    CHECK(judge(without_answer(kind::timeout), rules) == judgement::dead_letter);
    CHECK(judge(answered(hl7::ack_code::CE), rules) == judgement::retry);
    CHECK(judge(answered(hl7::ack_code::CR), rules) == judgement::hold);
}

TEST_CASE("a failing connection is always tried again: no rule can turn it into a dead letter", "[queue][judge]") {
    const std::vector<ack_rule> rules{{{answer_class::timeout, answer_class::unreadable}, "", judgement::dead_letter}};
    CHECK(judge(without_answer(kind::connection), rules) == judgement::retry);
}
