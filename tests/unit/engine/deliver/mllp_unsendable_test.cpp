// What no MLLP frame can carry, in words.
#include "engine/deliver/mllp_unsendable.hpp"
#include "tests/support/catch.hpp"

using vagus::deliver::unsendable;
using namespace std::literals;

namespace {

const auto head = "MSH|^~\\&|A|B|C|D|20260301||ADT^A08^ADT_A01|1|P|2.5"s;

} // namespace

TEST_CASE("a message that a frame carries has no words", "[deliver]") {
    CHECK_FALSE(unsendable(head + "\rPID|1||A\t\x0B\r"));
    CHECK_FALSE(unsendable(""));
}

TEST_CASE("what no frame carries is named with its place and never with a value", "[deliver]") {
    const auto words = [](const std::string& body) { return unsendable(body).value().bytes; };
    const auto end = words(head + "\rPID|1||A\rNTE|1||secret\x1C\rAL1|1||PENICILLIN\r");
    CHECK(end.starts_with("not sent: byte 1C (FS) at byte 73 (segment 3, NTE-3) ends an MLLP frame"));
    CHECK(end.contains("A rule that writes this element anew escapes the byte"));
    CHECK_FALSE(end.contains("secret"));
    const auto refused = unsendable(head + "\rNTE|1||a\x1C\rAL1|1\r").value();
    CHECK(vagus::queue::judge(refused, {}) == vagus::queue::judgement::dead_letter);
    CHECK(vagus::queue::outcome_of(refused) == vagus::store::outcome::rejected);
    CHECK(refused.unsent);
    const auto begin = words(head + "\r\nNTE|1|L|a\x0BMSH|b\r");
    CHECK(begin.starts_with("not sent: byte 0B (VT) at byte 61 (segment 2, NTE-3) begins an MLLP frame"));
    CHECK(words("MSH|^~\\&|A\x1C|B\r").contains("at byte 10 (MSH-3)"));
    // 83 7C: one character, whose second byte looks like the separator.
    CHECK(words("MSH|^~\\&|A|||||||||||||||SHIFT_JIS\rNTE|1||\x83\x7C\x1Cx\r").contains("(segment 2, NTE-3)"));
}
