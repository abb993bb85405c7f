// What steps take away: found before anything goes, so that no removal gives another element the number of one that is
// named.
#include "parsers/hl7/tables/text.hpp"
#include "tests/unit/routes/rules.hpp"

using vagus::routes::after;
using vagus::routes::load;
using vagus::routes::route_with;

namespace {

// An order with a note of its own, and three results with one each. The second is not wanted.
constexpr auto order = "PID|1\rOBR|1\rNTE|1||order note\rOBX|1|||||||||||F\rNTE|1||note of A\rOBX|2||||||||||X\r"
                       "NTE|1||note of B\rOBX|3||||||||||F\rNTE|1||note of C";
constexpr auto without_the_second = "PID|1\rOBR|1\rNTE|1||order note\rOBX|1|||||||||||F\rNTE|1||note of A\r"
                                    "OBX|3||||||||||F\rNTE|1||note of C";

// In an ORU^R01, whose groups are known.
std::string oru_after(const std::string& steps, const std::string& body) {
    const auto rules = load(route_with(steps));
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const std::string head = "MSH|^~\\&|A|B|||2026||ORU^R01|7|P|2.5\r";
    const auto message = vagus::hl7::message::parse(head + body + "\r").value();
    const auto made = rules.ran->run(message, {"in", 0});
    if (!made.failures.empty()) return "failed: " + made.failures.front().text;
    REQUIRE(made.copies.size() == 1);
    const auto bytes = made.copies.front().body.value_or(std::string{message.bytes()}).substr(head.size());
    return bytes.substr(0, bytes.rfind('\r'));
}

} // namespace

TEST_CASE("a list of repetitions that are moved names those that were there", "[routes][move]") {
    CHECK(after("- move: { 'PID-3[1]': PID-2, 'PID-3[2]': PID-4 }", "PID|1||A~B~C||DOE") == "PID|1|A|C|B|DOE");
    CHECK(after("- move: { 'PID-3[3]': PID-2, 'PID-3[1]': PID-4 }", "PID|1||A~B~C||DOE") == "PID|1|C|B|A|DOE");
    CHECK(after("- move: { 'PID-3[1]': PID-2, 'PID-3[last]': PID-4 }", "PID|1||A~B~C||DOE") == "PID|1|A|B|C|DOE");
    CHECK(after("- move: { \"PID-3[.5 == 'X']\": PID-2, 'PID-3[1]': PID-4 }", "PID|1||A^^^^X~B~C") ==
          "PID|1|A^^^^X|B~C|A^^^^X");
    CHECK(after("- move: { 'PID-3[1]': 'PID-3[2]', 'PID-3[2]': 'PID-3[1]' }", "PID|1||A~B~C") == "PID|1||B~A~C");
}

TEST_CASE("the targets of a move are those that were there", "[routes][move]") {
    CHECK(after("- move: { 'PID-3[1]': 'PID-3[3]' }", "PID|1||A~B~C") == "PID|1||B~A");
    CHECK(after("- move: { 'PID-3[1]': PID-2, PID-4: 'PID-3[2]' }", "PID|1||A~B~C|D") == "PID|1|A|D~C|");
    CHECK(after("- move: { 'PID-3[1]': 'PID-3[new]', 'PID-3[2]': 'PID-3[new]' }", "PID|1||A~B~C") == "PID|1||C~A~B");
    CHECK(after("- move: { 'PID-3[1]': PID-2, PID-4.1: 'PID-3[*].4' }", "PID|1||A~B~C|H") == "PID|1|A|B^^^H~C^^^H|");
    CHECK(after("- move: { 'PID-3[1]': PID-2, PID-4.1: 'PID-3[1].4' }", "PID|1||A~B|H") == "PID|1|A|^^^H~B|");
    CHECK(after("- move: { 'PID-3[1]': PID-2, PID-4: PID-3 }", "PID|1||A~B|~H") == "PID|1|A|~H|");
    CHECK(after("- move: { 'PID-3[1]': 'PID-3[new]' }", "PID|1||A") == "PID|1||A");
}

TEST_CASE("a list of segments that are moved names those that were there", "[routes][move]") {
    const auto* const four = "PID|1\rZAA|1\rZAA|2\rZAA|3\rZAA|4";
    CHECK(after("- move: { 'ZAA[1]': 'ZBB[new]', 'ZAA[2]': 'ZBB[new]' }", four) == "PID|1\rZAA|3\rZAA|4\rZBB|1\rZBB|2");
    CHECK(after("- move: { 'ZAA[2]': 'ZBB[new]', 'ZAA[2]-1': PID-2 }", four) == "PID|1|2\rZAA|1\rZAA|3\rZAA|4\rZBB|2");
    CHECK(after("- move: { 'ZAA[1]': 'ZAA[2]', 'ZAA[2]': 'ZAA[1]' }", four) == "PID|1\rZAA|2\rZAA|1\rZAA|3\rZAA|4");
    CHECK(after("- move: { 'ZAA[1]': 'ZBB[new]', PID-1: 'ZAA[*]-2' }", four) ==
          "PID|\rZAA|2|1\rZAA|3|1\rZAA|4|1\rZBB|1");
}

TEST_CASE("a list of what is deleted names what was there", "[routes][delete]") {
    CHECK(after("- delete: ['OBX[1]', 'OBX[2]']", "OBX|1\rOBX|2\rOBX|3\rOBX|4") == "OBX|3\rOBX|4");
    CHECK(after("- delete: ['OBX[2]', 'OBX[1]']", "OBX|1\rOBX|2\rOBX|3\rOBX|4") == "OBX|3\rOBX|4");
    CHECK(after("- delete: ['PID-3[1]', 'PID-3[2]', 'PID-3[1]']", "PID|1||A~B~C") == "PID|1||C");
    CHECK(after("- delete: ['OBX[last]', 'OBX[last]']", "OBX|1\rOBX|2\rOBX|3") == "OBX|1\rOBX|2");
    CHECK(after("- delete: [PID-3.5, \"PID-3[.5 == 'X']\"]", "PID|1||A^^^^X~B^^^^Y") == "PID|1||B^^^^");
    CHECK(after("- delete: ['PID-3[1]', PID-3]", "PID|1||A~B") == "PID|1||");
}

TEST_CASE("a turn that takes its own segment takes nothing of another", "[routes][for_each]") {
    if (vagus::hl7::tables_text().empty()) return;
    const auto deleted = [](const std::string& what) {
        return oru_after("- for_each: OBX\n  do: [ { when: \"OBX-11 == 'X'\", " + what + " } ]", order);
    };
    CHECK(deleted("delete: [OBX, NTE]") == without_the_second);
    CHECK(deleted("delete: [NTE, OBX]") == without_the_second);
    CHECK(deleted("delete: [OBX, NTE, /PID]") == std::string{without_the_second}.substr(6));
    CHECK(deleted("move: { OBX: 'ZOB[new]', NTE: 'ZNT[new]' }") ==
          std::string{without_the_second} + "\rZOB|2||||||||||X\rZNT|1||note of B");
    CHECK(deleted("move: { NTE: 'ZNT[new]', OBX: 'ZOB[new]' }") ==
          std::string{without_the_second} + "\rZNT|1||note of B\rZOB|2||||||||||X");
}

TEST_CASE("a turn whose segment an earlier one took is left out", "[routes][for_each]") {
    CHECK(
        after(
            "- for_each: OBX\n  do: [ { set: { OBX-2: '${OBX-2}x' } }, { when: \"OBX-1 == 'a'\", delete: '/OBX[2]' } ]",
            "OBX|a\rOBX|b\rOBX|c") == "OBX|a|x\rOBX|c|x");
}

TEST_CASE("a turn whose group has lost what it begins with does not go on in another", "[routes][for_each]") {
    if (vagus::hl7::tables_text().empty()) return;
    const auto in_two_steps = [](const std::string& body) {
        return oru_after(
            "- for_each: OBSERVATION\n  do:\n    - { when: \"OBX-11 == 'X'\", delete: OBX }\n    - delete: NTE", body);
    };
    CHECK(in_two_steps(order).contains("an earlier step of this turn took away what it stands at"));
    CHECK(in_two_steps("PID|1\rOBR|1\rOBX|1||||||||||X\rNTE|1\rOBX|2\rNTE|2").contains("took away"));
    CHECK(oru_after("- for_each: ORDER_OBSERVATION\n  do:\n    - delete: ORC\n    - set: { OBR-2: x }",
                    "PID|1\rORC|1\rOBR|1\rORC|2\rOBR|2") == "PID|1\rOBR|1|x\rOBR|2|x");
    CHECK(oru_after("- for_each: ORDER_OBSERVATION\n  do:\n    - add_segment: { ORC: { 1: '${index()}' } }\n"
                    "    - set: { OBR-2: x }",
                    "PID|1\rOBR|1") == "PID|1\rORC|1\rOBR|1|x");
}
