// Steps that hold other steps: branches, loops, named values, and what becomes of a failure inside.
#include "parsers/hl7/tables/text.hpp"
#include "routes/limits.hpp"
#include "routes/rejections.hpp"
#include "tests/unit/routes/rules.hpp"

using namespace vagus::routes;

namespace {

// What the steps make of an ORU^R01 with these segments behind the MSH.
std::string oru_after(const std::string& steps, const std::string& body) {
    auto rules = load(route_with(steps));
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto head = std::string{"MSH|^~\\&|A|B|||2026||ORU^R01|7|P|2.5\r"};
    auto message = vagus::hl7::message::parse(head + body + "\r").value();
    auto made = rules.ran->run(message, {"in", 0});
    if (!made.failures.empty()) return "failed: " + made.failures.front().text;
    REQUIRE(made.copies.size() == 1);
    auto bytes = made.copies.front().body.value_or(std::string{message.bytes()});
    bytes.erase(0, head.size());
    if (bytes.ends_with('\r')) bytes.pop_back();
    return bytes;
}

plan plan_of(const std::string& steps, const std::string& body) {
    auto rules = load(route_with(steps));
    INFO(rules.findings());
    REQUIRE(rules.ran);
    auto message = message_of(body);
    return rules.ran->run(message, {"in", 0});
}

std::vector<std::string> trace_of(const std::string& steps, const std::string& body) {
    auto rules = load(route_with(steps));
    INFO(rules.findings());
    REQUIRE(rules.ran);
    auto message = message_of(body);
    std::vector<std::string> told;
    (void)rules.ran->run(message, {"in", 0}, [&](const trace_line& line) {
        if (line.step != "match") told.push_back(line.step + " -> " + line.outcome);
    });
    return told;
}

bool is_found(const std::string& steps, std::string_view what) {
    auto rules = load(route_with(steps));
    INFO(rules.findings());
    CHECK_FALSE(rules.ran);
    return rules.findings().contains(what);
}

} // namespace

TEST_CASE("a named value is read until the end of its list of steps", "[routes][let]") {
    CHECK(after("- let: { visit: PV1-19.1, both: \"concat($visit, '/', PV1-2)\" }\n- set: { PV1-3: '${$both}' }",
                "PV1|1|I|||||||||||||||||7") == "PV1|1|I|7/I||||||||||||||||7");
    CHECK(after("- let: { v: PV1-2 }\n- set: { PV1-2: O }\n- set: { PV1-3: '${$v}' }", "PV1|1|I") == "PV1|1|O|I");
    // Inside a branch it shadows, and what was before comes back.
    CHECK(after("- let: { v: PV1-2 }\n- if: true\n  then:\n    - let: { v: PV1-1 }\n    - set: { PV1-3: '${$v}' }\n"
                "- set: { PV1-4: '${$v}' }",
                "PV1|1|I") == "PV1|1|I|1|I");
    CHECK(is_found("- if: true\n  then: [ { let: { v: PV1-2 } } ]\n- set: { PV1-3: '${$v}' }",
                   "error[VG3003]: no alias named '$v'"));
    CHECK(is_found("- let: { v: PV1-2 }\n- set: { $v: x }", "$v is a value here, and a path is needed"));
}

TEST_CASE("a value that was not named because its step was left out is empty", "[routes][let]") {
    CHECK(after("- when: PV1-2 == 'O'\n  let: { v: PV1-2 }\n- set: { PV1-3: 'x${$v}' }", "PV1|1|I") == "PV1|1|I|x");
}

TEST_CASE("a name cannot be an alias and a value", "[routes][let]") {
    auto rules = load(route_with("- let: { mrn: PID-3 }") + "aliases: { mrn: PID-3.1 }\n");
    CHECK(rules.findings().contains("error[VG3023]: '$mrn' is an alias already"));
}

TEST_CASE("one of two lists of steps runs", "[routes][if]") {
    const auto* const steps =
        "- if: PV1-2 == 'I'\n  then: [ { set: { PV1-3: in } } ]\n  else: [ { set: { PV1-3: out } } ]";
    CHECK(after(steps, "PV1|1|I") == "PV1|1|I|in");
    CHECK(after(steps, "PV1|1|O") == "PV1|1|O|out");
    CHECK(after("- if: PV1-2 == 'I'\n  then: [ { set: { PV1-3: in } } ]", "PV1|1|O") == "as received");
    CHECK(after("- if: fhir_date(PV1-2) == 'I'\n  then: []\n  else: [ { set: { PV1-3: out } } ]", "PV1|1|O")
              .starts_with("failed: vagus.yaml:6 step 1 \"if fhir_date(PV1-2) == 'I'\": "));
}

TEST_CASE("a value chooses its steps, and else takes the others", "[routes][switch]") {
    const auto* const steps =
        "- switch: PV1-2\n  cases:\n    I: [ { set: { PV1-3: in } } ]\n    0: [ { set: { PV1-3: zero } } ]\n"
        "    else: [ { drop: true, reason: neither } ]";
    CHECK(after(steps, "PV1|1|I") == "PV1|1|I|in");
    CHECK(after(steps, "PV1|1|0") == "PV1|1|0|zero");
    CHECK(after(steps, "PV1|1|X") == "dropped: neither");
    CHECK(after("- switch: PV1-2\n  cases: { I: [ { set: { PV1-3: in } } ] }", "PV1|1|O") == "as received");
    const auto* const number =
        "- switch: number(PV1-2)\n  cases: { 5: [ { set: { PV1-3: five } } ], x: [ { fail: x } ] }";
    CHECK(after(number, "PV1|1|05.0") == "PV1|1|05.0|five");
    CHECK(after(number, "PV1|1|6") == "as received");
    CHECK(after(number, "PV1|1|") == "as received");
    const auto* const word = "- switch: PV1-2\n  cases: { 'else': [ { set: { PV1-3: word } } ] }";
    CHECK(after(word, "PV1|1|else") == "PV1|1|else|word");
    CHECK(after(word, "PV1|1|X") == "as received");
}

TEST_CASE("a failure says which step inside which, and where", "[routes][if]") {
    CHECK(after("- set: { PV1-4: x }\n- if: true\n  then:\n    - set: { PV1-3: a }\n    - fail: not so", "PV1|1") ==
          "failed: vagus.yaml:10 step 2.2 \"fail\": not so");
    CHECK(after("- if: true\n  then: [ { if: true, then: [ { name: deep, fail: no } ] } ]\n  else: [ { fail: other } ]",
                "PV1|1") == "failed: vagus.yaml:7 step 1.1.1 \"deep\": no");
    CHECK(after("- if: false\n  then: [ { fail: one } ]\n  else: [ { fail: other } ]", "PV1|1") ==
          "failed: vagus.yaml:8 step 1.2 \"fail\": other");
}

TEST_CASE("a step that failed may be taken back, whole", "[routes][on_error]") {
    const std::string gap = "set: { PV1-3: x, 'PID-3[5]': y }"; // the first is written, the second cannot be
    CHECK(after("- " + gap, "PID|1\rPV1|1").starts_with("failed: "));
    CHECK(after("- " + gap + "\n  on_error: skip\n- set: { PV1-4: z }", "PID|1\rPV1|1") == "PID|1\rPV1|1|||z");
    auto warned = plan_of("- " + gap + "\n  on_error: warn", "PID|1\rPV1|1");
    CHECK(warned.failures.empty());
    REQUIRE(warned.warnings.size() == 1);
    CHECK(
        warned.warnings[0].text.starts_with("vagus.yaml:6 step 1 \"set PV1-3, PID-3[5]\": PID-3[5] would leave a gap"));
    REQUIRE(warned.copies.size() == 1);
    CHECK_FALSE(warned.copies[0].body); // byte for byte as it came

    auto all = plan_of("- on_error: skip\n  if: true\n  then:\n    - delete: PV1\n    - tag: gone\n    - log: gone\n"
                       "    - let: { v: '''x''' }\n    - fail: here",
                       "PID|1\rPV1|1");
    CHECK(all.failures.empty());
    CHECK(all.tags.empty());
    CHECK(all.notes.empty());
    CHECK_FALSE(all.copies.at(0).body);
    // What a condition or a value could not make is a failure of the step like any other.
    CHECK(after("- on_error: skip\n  set: { PV1-3: '${fhir_date(PID-1)}' }\n- set: { PV1-4: z }", "PID|x\rPV1|1") ==
          "PID|x\rPV1|1|||z");
}

TEST_CASE("a drop or a rejection is no failure that could be passed over", "[routes][on_error]") {
    CHECK(after("- on_error: skip\n  drop: true\n  reason: enough", "PID|1") == "dropped: enough");
    CHECK(after("- on_error: skip\n  reject: no", "PID|1").starts_with("failed: "));
}

TEST_CASE("labels are kept once, and lines for the log as often as they are said, up to a limit", "[routes][tag]") {
    auto made = plan_of("- tag: odd\n- tag: odd\n- log: something is odd", "PID|1");
    CHECK(made.tags == std::vector<std::string>{"odd"});
    REQUIRE(made.notes.size() == 1);
    CHECK(made.notes[0].text == "something is odd");
    std::string many = "PID|1";
    for (std::size_t i = 0; i <= limits::notes_per_message; ++i) many += "\rOBX|1";
    CHECK(plan_of("- for_each: OBX\n  do: [ { log: again } ]", many).notes.size() == limits::notes_per_message);
    CHECK(is_found("- log: 'it is ${PID-3}'", "VG2007"));
}

// It ran on, and index() looked for a loop that was over.
TEST_CASE("the turn of a segment that was deleted ends there", "[routes][for_each]") {
    CHECK(oru_after(
              "- for_each: OBX\n  do:\n    - when: OBX-1 == '2'\n      delete: OBX\n    - set: { OBX-2: '${index()}' }",
              "OBX|1\rOBX|2\rOBX|3") == "OBX|1|1\rOBX|3|3");
    CHECK(oru_after("- for_each: OBSERVATION\n  do:\n    - delete: [ OBX, NTE ]\n    - tag: late\n",
                    "OBR|1\rOBX|1\rOBX|2") == "OBR|1");
    CHECK(trace_of("- for_each: PID-3\n  do: [ { delete: PID-3 }, { tag: late } ]", "PID|1||1~2") ==
          std::vector<std::string>{"1 for_each PID-3 -> 2 turns", "1.1 delete PID-3 -> PID-3[1]: changed PID-3",
                                   "1.1 delete PID-3 -> PID-3[2]: changed PID-3"});
}

TEST_CASE("a loop goes over segments, and their name means the current one", "[routes][for_each]") {
    CHECK(after("- for_each: OBX\n  do:\n    - set: { OBX-3: '${OBX-1}${-2}', -4: '${index()}' }",
                "OBX|a|x\rOBX|b|y") == "OBX|a|x|ax|1\rOBX|b|y|by|2");
    CHECK(after("- for_each: OBX[-2 == 'y']\n  do: [ { set: { OBX-3: z } } ]", "OBX|a|x\rOBX|b|y\rOBX|c|y") ==
          "OBX|a|x\rOBX|b|y|z\rOBX|c|y|z");
    CHECK(after("- for_each: OBX\n  do: [ { set: { PV1-2: '${PV1-2}${OBX-1}' } } ]", "PV1|1\rOBX|a\rOBX|b") ==
          "PV1|1|ab\rOBX|a\rOBX|b");
    CHECK(after("- for_each: OBX\n  do: [ { fail: never } ]", "PV1|1") == "as received");
}

TEST_CASE("a loop that deletes what it stands at goes on with the next", "[routes][for_each]") {
    CHECK(after("- for_each: OBX\n  do:\n    - when: OBX-2 == 'x'\n      delete: OBX\n    - set: { OBX-3: kept }",
                "OBX|a|x\rOBX|b|y\rOBX|c|x\rOBX|d|x\rOBX|e|y") == "OBX|b|y|kept\rOBX|e|y|kept");
    CHECK(after("- for_each: OBX\n  do: [ { delete: NTE } ]", "OBX|a\rNTE|1\rOBX|b\rNTE|2\rZZZ|1") ==
          "OBX|a\rOBX|b\rZZZ|1");
    CHECK(after("- for_each: PID-3\n  do:\n    - when: .2 == 'x'\n      delete: PID-3\n    - set: { .3: kept }",
                "PID|1||a^x~b^y~c^x~d^x~e^y") == "PID|1||b^y^kept~e^y^kept");
    CHECK(after("- for_each: OBX\n  do:\n    - for_each: -3\n      do: [ { when: .1 == 'x', delete: -3 } ]",
                "OBX|1||x~a\rOBX|2||b~x~x") == "OBX|1||a\rOBX|2||b");
}

TEST_CASE("what a loop makes is not gone over", "[routes][for_each]") {
    CHECK(after("- for_each: OBX\n  do: [ { set: { 'OBX[new]-1': '${OBX-1}' } } ]", "OBX|a\rOBX|b") ==
          "OBX|a\rOBX|b\rOBX|a\rOBX|b");
    CHECK(after("- for_each: PID-3\n  do: [ { set: { 'ZZZ[new]-1': '${.1}' } } ]", "PID|1||a~b") ==
          "PID|1||a~b\rZZZ|a\rZZZ|b");
    CHECK(after("- for_each: PID-3\n  do: [ { set: { 'PID-3[new]': x } } ]", "PID|1||a~b")
              .contains("PID-3[1]: repetitions came or went while the loop went over them"));
}

TEST_CASE("each observation is read with its own order and notes", "[routes][for_each]") {
    if (vagus::hl7::tables_text().empty()) return;
    const auto* const body = "PID|1||7\rOBR|1||o1\rOBX|1|ST|a\rNTE|1||n1\rOBX|2|ST|b\rOBR|2||o2\rOBX|1|ST|c\rNTE|1||n3";
    CHECK(oru_after("- for_each: OBX\n  do: [ { set: { OBX-4: '${../OBR-3}${NTE-3}${PID-3}' } } ]", body) ==
          "PID|1||7\rOBR|1||o1\rOBX|1|ST|a|o1n17\rNTE|1||n1\rOBX|2|ST|b|o17\rOBR|2||o2\rOBX|1|ST|c|o2n37\rNTE|1||n3");
    CHECK(oru_after("- for_each: OBSERVATION\n  do:\n    - when: OBX-3 == 'a'\n      delete: [NTE, OBX]\n"
                    "    - set: { OBX-4: '${OBR-3}' }",
                    body) == "PID|1||7\rOBR|1||o1\rOBX|2|ST|b|o1\rOBR|2||o2\rOBX|1|ST|c|o2\rNTE|1||n3");
    CHECK(oru_after("- for_each: ORDER_OBSERVATION\n  do:\n    - for_each: OBX\n      do:\n"
                    "        - set: { OBX-4: '${index()}', '../OBR-4': '${../OBR-4}x' }",
                    body) == "PID|1||7\rOBR|1||o1|xx\rOBX|1|ST|a|1\rNTE|1||n1\rOBX|2|ST|b|2\r"
                             "OBR|2||o2|x\rOBX|1|ST|c|1\rNTE|1||n3");
}

TEST_CASE("a segment that belongs into the loop's group is not made somewhere else", "[routes][for_each]") {
    if (vagus::hl7::tables_text().empty()) return;
    CHECK(
        oru_after("- for_each: OBX\n  do: [ { set: { NTE-3: x } } ]", "PID|1\rOBR|1\rOBX|1\rNTE|1\rOBX|2") ==
        "failed: vagus.yaml:7 step 1.1 \"set NTE-3\" at OBX[2]: NTE is not there, and its place would be in the loop: "
        "say add_segment");
    CHECK(oru_after("- for_each: OBX\n  do: [ { set: { SFT-1: x } } ]", "PID|1\rOBR|1\rOBX|1") ==
          "SFT|x\rPID|1\rOBR|1\rOBX|1");
}

TEST_CASE("relative paths are for loops, of the kind that gives them a meaning", "[routes][for_each]") {
    CHECK(is_found("- set: { -3: x }", "VG2001"));
    CHECK(is_found("- for_each: OBX\n  do: [ { set: { .3: x } } ]", "VG2001"));
    CHECK(is_found("- for_each: OBX\n  when: -3 == 'x'\n  do: []", "VG2002"));
    CHECK(is_found("- for_each: OBX\n  do: []\n- set: { PID-1: '${-3}' }", "VG2004"));
    CHECK(is_found("- for_each: PID-3.1\n  do: []", "VG2001"));
    CHECK(is_found("- for_each: -3\n  do: []", "VG2001"));
}

TEST_CASE("a loop that costs too much fails its route and says so", "[routes][for_each]") {
    std::string body = "PID|1";
    for (int i = 0; i < 3000; ++i) body += "\rOBX|1|x";
    CHECK(after("- for_each: OBX\n  do: [ { for_each: '/OBX', do: [ { on_error: skip, set: { OBX-3: z } } ] } ]", body)
              .contains("the rules looked at too many segments and repetitions for one message"));
}

TEST_CASE("the trace tells of a branch before what it did, and of turns by their place", "[routes][trace]") {
    CHECK(trace_of("- for_each: OBX\n  do:\n    - if: OBX-1 == 'a'\n      then: [ { set: { OBX-2: x } } ]",
                   "OBX|a\rOBX|b") ==
          std::vector<std::string>{"1 for_each OBX -> 2 turns", "1.1 if OBX-1 == 'a' -> OBX[1]: then",
                                   "1.1.1 set OBX-2 -> OBX[1]: changed OBX-2", "1.1 if OBX-1 == 'a' -> OBX[2]: else"});
    CHECK(trace_of("- on_error: skip\n  fail: no", "PID|1") ==
          std::vector<std::string>{"1 fail -> failed: no", "1 fail -> taken back"});
}

TEST_CASE("a rejection inside a branch is one for the input that cannot give it", "[routes][if]") {
    auto rules = load(route_with("- for_each: OBX\n  do: [ { if: true, then: [ { reject: no } ] } ]"));
    check_rejections(rules.written, {"in"}, rules.files.found);
    CHECK(rules.findings().contains("VG3101"));
}

namespace {

constexpr auto ids = R"(transforms:
  ids:
    doc: Keeps identifiers of some kinds and marks them.
    params: { keep: [MR, NI], where: PID-4, mark: x }
    steps:
      - delete: PID-3[.5 not in $keep]
      - set: { $where: '${$mark}' }
)";

std::string with_ids(const std::string& use) {
    return route_with(use) + ids;
}

} // namespace

TEST_CASE("a transform runs where it is used, with what it is given", "[routes][use]") {
    const auto* const body = "PID|1||1^^^^MR~2^^^^XX~3^^^^NI|y";
    CHECK(body_after(with_ids("- use: ids"), body) == "PID|1||1^^^^MR~3^^^^NI|x");
    CHECK(body_after(with_ids("- use: ids\n  with: { keep: [XX], where: PID-2, mark: 'm${PID-1}' }"), body) ==
          "PID|1|m1|2^^^^XX|y");
    CHECK(body_after(with_ids("- use: ids\n  with: { keep: [] }"), body) == "PID|1|||x");
    CHECK(body_after(with_ids("- use: ids\n  with: { where: $mine }") + "aliases: { mine: PID-5 }\n", body) ==
          "PID|1||1^^^^MR~3^^^^NI|y|x");
    CHECK(body_after(with_ids("- for_each: OBX\n  do: [ { use: ids, with: { where: -2, mark: '${-1}' } } ]"),
                     "OBX|a\rOBX|b") == "OBX|a|a\rOBX|b|b");
}

TEST_CASE("a transform sees its own parameters, and no values of the route around it", "[routes][use]") {
    auto rules = load(route_with("- let: { v: PID-1 }\n- use: t") +
                      "transforms: { t: { steps: [ { set: { PID-2: '${$v}' } } ] } }\n");
    INFO(rules.findings());
    CHECK(rules.findings().contains("error[VG3003]: no alias named '$v', used at vagus.yaml:7"));
}

TEST_CASE("what does not fit a transform is found where it is used, with both places", "[routes][use]") {
    const auto found = [](const std::string& use) { return load(with_ids(use)).findings(); };
    CHECK(found("- use: idz").contains("error[VG3017]: no transform named 'idz'"));
    CHECK(found("- use: idz").contains("did you mean 'ids'?"));
    CHECK(found("- use: ids\n  with: { kep: [MR] }").contains("VG3018]: transform 'ids' has no parameter 'kep'"));
    CHECK(found("- use: ids\n  with: { keep: MR }")
              .contains("'keep' is a list in transform 'ids' (vagus.yaml:11), and a text here"));
    CHECK(found("- use: ids\n  with: { where: PID }").contains("'where' is a path in transform"));
    // MSH-2 may be read, and no transform may write it.
    CHECK(found("- use: ids\n  with: { where: MSH-2 }").contains("vagus.yaml:14:16: error[VG2008]"));
    CHECK(found("- use: ids\n  with: { where: MSH-2 }").contains(", used at vagus.yaml:6"));
}

TEST_CASE("a parameter without a default must be given", "[routes][use]") {
    const std::string t = "transforms: { t: { params: { to: { needed: path } }, steps: [ { set: { $to: x } } ] } }\n";
    CHECK(load(route_with("- use: t") + t).findings().contains("transform 't' needs 'to', a path"));
    CHECK(body_after(route_with("- use: t\n  with: { to: PID-2 }") + t, "PID|1") == "PID|1|x");
}

TEST_CASE("a transform cannot use itself, and not too many stand inside each other", "[routes][use]") {
    CHECK(load(route_with("- use: a") + "transforms: { a: { steps: [ { use: b } ] }, b: { steps: [ { use: a } ] } }\n")
              .findings()
              .contains("error[VG3019]: a transform cannot use itself: a uses b uses a"));
    const auto chain = [](unsigned length) {
        std::string yaml = route_with("- use: t1") + "transforms:\n";
        for (unsigned i = 1; i < length; ++i)
            yaml += "  t" + std::to_string(i) + ": { steps: [ { use: t" + std::to_string(i + 1) + " } ] }\n";
        return yaml + "  t" + std::to_string(length) + ": { steps: [ { set: { PID-2: x } } ] }\n";
    };
    CHECK(body_after(chain(limits::transforms_inside_each_other), "PID|1") == "PID|1|x");
    CHECK(load(chain(limits::transforms_inside_each_other + 1)).findings().contains("VG3019"));
}

TEST_CASE("steps of transforms count as steps of the route", "[routes][use]") {
    std::string ten;
    for (int i = 0; i < 10; ++i) ten += "      - set: { PID-2: x }\n";
    const auto steps_of = [&](std::size_t uses) {
        std::string yaml;
        for (std::size_t i = 0; i < uses; ++i) yaml += "- use: t\n";
        return load(route_with(yaml) + "transforms:\n  t:\n    steps:\n" + ten);
    };
    CHECK(steps_of(90).ran);
    CHECK(steps_of(91).findings().contains("VG3007"));
}

TEST_CASE("a failure in a transform names its place and where it was used", "[routes][use]") {
    CHECK(body_after(route_with("- use: t") + "transforms: { t: { steps: [ { fail: no } ] } }\n", "PID|1") ==
          "failed: vagus.yaml:7 step 1.1 \"fail\" used at vagus.yaml:6: no");
}

TEST_CASE("an output may shape its own copy", "[routes][use]") {
    auto rules = load("routes:\n  r:\n    from: in\n    steps: [ { set: { PID-2: a } } ]\n"
                      "    to: [ { output: out, use: t, with: { by: b } }, second ]\n"
                      "transforms: { t: { params: { by: x }, steps: [ { set: { PID-3: '${PID-2}${$by}' } } ] } }\n");
    INFO(rules.findings());
    REQUIRE(rules.ran);
    auto message = message_of("PID|1");
    auto made = rules.ran->run(message, {"in", 0});
    REQUIRE(made.copies.size() == 2);
    CHECK(made.copies[0].body->ends_with("\rPID|1|a|ab\r"));
    CHECK(made.copies[1].body->ends_with("\rPID|1|a\r"));

    auto failing =
        load("routes:\n  r:\n    from: in\n    to: [ second, { output: out, use: t } ]\n"
             "transforms: { t: { steps: [ { when: PID-1 == '1', fail: no }, { drop: true, reason: so } ] } }\n");
    INFO(failing.findings());
    REQUIRE(failing.ran);
    made = failing.ran->run(message, {"in", 0});
    CHECK(made.copies.empty()); // to all of its outputs, or to none
    REQUIRE(made.failures.size() == 1);
    CHECK(made.failures[0].text == "vagus.yaml:5 step to out.1 \"fail\" used at vagus.yaml:4: no");
    auto other = message_of("PID|2");
    made = failing.ran->run(other, {"in", 0});
    REQUIRE(made.copies.size() == 1);
    CHECK_FALSE(made.copies[0].body);
    CHECK(made.drops.size() == 1);
}

TEST_CASE("a segment is added behind another, or at its place", "[routes][add_segment]") {
    CHECK(after("- add_segment: { NTE: { 1: 1, 3: '${OBX-3}|x', 4.2: y }, after: OBX }", "OBX|1||a\rOBX|2||b") ==
          "OBX|1||a\rNTE|1||a\\F\\x|^y\rOBX|2||b");
    CHECK(after("- for_each: OBX\n  do:\n    - add_segment: { NTE: { 3: '${OBX-3}1' }, after: OBX }\n"
                "    - add_segment: { NTE: { 3: '${OBX-3}2' }, after: OBX }",
                "OBX|1||a\rOBX|2||b") == "OBX|1||a\rNTE|||a1\rNTE|||a2\rOBX|2||b\rNTE|||b1\rNTE|||b2");
    CHECK(after("- add_segment: { ZZZ: { 1: '' } }", "PID|1") == "PID|1\rZZZ");
    CHECK(after("- add_segment: { NTE: { 1: x }, after: OBX }", "PID|1")
              .ends_with("OBX is not there, so NTE has no place"));
    CHECK(is_found("- add_segment: { MSH: { 3: x } }", "VG2045"));
    CHECK(is_found("- add_segment: { NTE: { 3: x }, after: OBX-3 }", "VG2045"));
    CHECK(is_found("- add_segment: { NTE: { 0: x } }", "the number of a field"));
    if (!vagus::hl7::tables_text().empty())
        CHECK(after("- add_segment: { EVN: { 1: A08 } }", "PID|1\rPV1|1") == "EVN|A08\rPID|1\rPV1|1");
}

TEST_CASE("only some segments stay, or all in another order", "[routes][keep_segments]") {
    CHECK(after("- keep_segments: [PID, OBX]", "EVN|1\rPID|1\rPV1|1\rOBX|1\rOBX|2\rZZZ|1") == "PID|1\rOBX|1\rOBX|2");
    CHECK(after("- keep_segments: [PID]", "PID|1") == "as received");
    CHECK(after("- reorder: [PID]", "PID|1\rPV1|1") == "as received");
    CHECK(is_found("- keep_segments: [pid]", "VG1"));
    // The loop's own segment is found where it went.
    CHECK(after("- for_each: NK1\n  do: [ { reorder: [NK1] }, { set: { NK1-2: x } } ]", "PID|1\rNK1|1\rPV1|1\rNK1|2") ==
          "NK1|1|x\rNK1|2|x\rPID|1\rPV1|1");
}

TEST_CASE("segments stand as a structure has them", "[routes][reorder]") {
    if (vagus::hl7::tables_text().empty()) return;
    CHECK(after("- reorder: ADT_A01", "PV1|1\rPID|1\rNK1|1\rEVN|1\rNK1|2") == "EVN|1\rPID|1\rNK1|1\rNK1|2\rPV1|1");
    CHECK(after("- reorder: auto", "PV1|1\rPID|1\rEVN|1") == "EVN|1\rPID|1\rPV1|1");
    CHECK(after("- reorder: auto", "PV1|1\rZPV|1\rPID|1\rEVN|1") == "as received"); // what ZPV belongs to nobody knows
    CHECK(after("- reorder: auto", "EVN|1\rPID|1\rPV1|1") == "as received");
    // An order keeps its results, whatever stands wrong inside of it.
    CHECK(after("- reorder: ORU_R01", "PID|1\rOBR|1\rOBX|1\rNTE|1\rORC|2\rOBR|2\rOBX|2") == "as received");
    CHECK(after("- set: { MSH-9: { 1: XYZ, 2: X99 } }\n- reorder: auto", "PID|1")
              .contains("no HL7 version has a structure"));
}

TEST_CASE("a copy is sent as the message stands, unless the route fails later", "[routes][send_to]") {
    auto made = plan_of("- set: { PID-2: a }\n- send_to: second\n- set: { PID-2: b }", "PID|1");
    REQUIRE(made.copies.size() == 2);
    CHECK(made.copies[0].output == 1);
    CHECK(made.copies[0].body->ends_with("\rPID|1|a\r"));
    CHECK(made.copies[1].output == 0);
    CHECK(made.copies[1].body->ends_with("\rPID|1|b\r"));
    CHECK(plan_of("- send_to: [second, out]\n- drop: true\n  reason: so", "PID|1").copies.size() == 2);
    CHECK(plan_of("- send_to: second\n- fail: so", "PID|1").copies.empty());
    CHECK(plan_of("- send_to: second\n- reject: so", "PID|1").copies.empty());
    CHECK(
        plan_of("- on_error: skip\n  if: true\n  then: [ { send_to: second }, { fail: so } ]", "PID|1").copies.size() ==
        1);
    CHECK(is_found("- send_to: secnd", "did you mean 'second'?"));
    std::string many = "PID|1";
    for (std::size_t i = 0; i < limits::sends_per_message; ++i) many += "\rOBX|1";
    const auto* const each = "- for_each: OBX\n  do: [ { send_to: second } ]";
    CHECK(plan_of(each, many).copies.size() == limits::sends_per_message + 1);
    CHECK(plan_of(each, many + "\rOBX|1").failures.at(0).text.contains("at most 100 copies"));
}

TEST_CASE("a message whose route fails goes as received to where failures go", "[routes][on_failure]") {
    const auto planned = [](const std::string& step) {
        auto rules = load("routes:\n  r:\n    from: in\n    to: out\n    on_failure: { to: second }\n"
                          "    steps: [ { set: { PID-2: x } }, { send_to: out }, { " +
                          step + " } ]\n");
        INFO(rules.findings());
        REQUIRE(rules.ran);
        auto message = message_of("PID|1");
        return rules.ran->run(message, {"in", 0});
    };
    auto failed = planned("fail: no");
    CHECK(failed.failures.size() == 1);
    REQUIRE(failed.copies.size() == 1);
    CHECK(failed.copies[0].output == 1);
    CHECK_FALSE(failed.copies[0].body);
    CHECK(planned("reject: no").copies.empty());
    CHECK(planned("set: { PID-3: y }").copies.size() == 2);
    CHECK(load("routes: { r: { from: in, to: out, on_failure: { to: nowhere } } }\n").findings().contains("VG3002"));
}

TEST_CASE("the trace says which part of a condition was not so, and what it read", "[routes][trace]") {
    auto rules = load("routes:\n"
                      "  a: { from: in, match: \"MSH-9.1 == 'ADT' and MSH-9.2 == 'A40'\", to: out }\n"
                      "  b: { from: in, to: [ { output: out, when: exists(PID-8) }, second ],\n"
                      "       steps: [ { when: \"PID-1 == '2'\", delete: PID } ] }\n");
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto message = message_of("PID|1");
    std::vector<std::string> told;
    (void)rules.ran->run(message, {"in", 0}, [&](const trace_line& line) {
        std::string asked;
        for (const auto& each : line.asked) {
            asked += " " + vagus::path::to_text(each.where);
            for (const auto& value : each.values) asked += "=" + value;
        }
        told.push_back(line.step + " -> " + line.outcome + asked);
    });
    CHECK(told == std::vector<std::string>{"match -> not so: MSH-9.2 == 'A40' MSH-9.2=A08", "match -> yes",
                                           "1 delete PID -> not so: PID-1 == '2' PID-1=1",
                                           "to out -> not so: exists(PID-8) PID-8"});
}

TEST_CASE("the trace says what code tables were asked, and whether they knew", "[routes][trace]") {
    auto rules = load("tables: { sex: { inline: { M: male } } }\n" +
                      route_with("- map: { path: 'PID-8[*]', table: sex, missing: keep }\n"
                                 "- set: { PID-2: \"${lookup('sex', PID-5) else 'none'}\" }\n"
                                 "- when: PID-1 in table('sex')\n"
                                 "  delete: PID\n"));
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto message = message_of("PID|1|||||||M~X");
    std::vector<std::string> told;
    (void)rules.ran->run(message, {"in", 0}, [&](const trace_line& line) {
        for (const auto& each : line.looked_up)
            told.push_back(line.step.substr(0, 1) + " " + each.what + (each.found ? " yes" : " no"));
    });
    CHECK(told == std::vector<std::string>{"1 table sex yes", "1 table sex no", "3 PID-1 in table('sex') no"});
}

TEST_CASE("what code tables are asked in one step is told up to a bound", "[routes][trace]") {
    auto rules = load("tables: { sex: { inline: { M: male } } }\n" +
                      route_with("- map: { path: 'PID-8[*]', table: sex, missing: keep }"));
    REQUIRE(rules.ran);
    std::string body = "PID|1|||||||M";
    for (std::size_t i = 0; i < vagus::path::look_ups_heard; ++i) body += "~M";
    const auto message = message_of(body);
    std::size_t heard = 0;
    (void)rules.ran->run(message, {"in", 0}, [&](const trace_line& line) { heard += line.looked_up.size(); });
    CHECK(heard == vagus::path::look_ups_heard);
}

TEST_CASE("a step whose condition fails says that, and not that it was not so", "[routes][trace]") {
    CHECK(trace_of("- on_error: skip\n  when: date(PID-7) > now()\n  tag: x", "PID|1||||||soon")
              .front()
              .contains("failed"));
}

TEST_CASE("what a condition in a loop read is that of its turn", "[routes][trace]") {
    auto rules = load(route_with("- for_each: OBX\n  do: [ { when: \"OBX-2 == 'x' or -1 == 'y'\", tag: t } ]"));
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto message = message_of("OBX|1|a\rOBX|2|b");
    std::vector<std::string> told;
    (void)rules.ran->run(message, {"in", 0}, [&](const trace_line& line) {
        for (const auto& each : line.asked) told.push_back(vagus::path::to_text(each.where) + "=" + each.values.at(0));
    });
    CHECK(told == std::vector<std::string>{"OBX-2=a", "-1=1", "OBX-2=b", "-1=2"});
}
