// Messages that become several: split, and routes that hand on to other routes.
#include "routes/limits.hpp"
#include "routes/reach.hpp"
#include "routes/rejections.hpp"
#include "tests/unit/routes/rules.hpp"

using namespace vagus::routes;

namespace {

const std::string oru = "MSH|^~\\&|A|B|||2026||ORU^R01|7|P|2.5\r";

plan plan_of(const std::string& yaml, const std::string& bytes, const listener& trace = {}) {
    auto rules = load(yaml);
    INFO(rules.findings());
    REQUIRE(rules.ran);
    auto message = vagus::hl7::message::parse(bytes).value();
    return rules.ran->run(message, {"in", 0}, trace);
}

std::string failure_of(const std::string& steps, const std::string& bytes) {
    const auto made = plan_of(route_with(steps), bytes);
    REQUIRE(made.failures.size() == 1);
    CHECK(made.copies.empty());
    return made.failures.front().text;
}

// Bodies as people read them: a segment a line, without the MSH but for its MSH-10.
std::vector<std::string> bodies_of(const plan& made) {
    std::vector<std::string> out;
    for (const auto& each : made.copies) {
        REQUIRE(each.body);
        const auto message = vagus::hl7::message::parse(*each.body).value();
        std::string text{message.segments().front().field(10)};
        for (const auto& segment : message.segments().subspan(1)) (text += ' ') += segment.text;
        out.push_back(text);
    }
    return out;
}
std::vector<std::string> split(const std::string& steps, const std::string& body) {
    const auto made = plan_of(route_with(steps), oru + body);
    for (const auto& each : made.failures) FAIL(each.text);
    return bodies_of(made);
}

using texts = std::vector<std::string>;

const std::string two_orders = "PID|1||5\rPV1|1|I\rORC|RE|a\rOBR|1|a\rOBX|1\rOBX|2\rORC|RE|b\rOBR|2|b\rNTE|1\rOBX|1\r";
const std::string two_patients = "PID|1||5\rPV1|1|I\rOBR|1|a\rOBX|1\rPID|2||6\rOBR|1|b\rOBX|2\rOBR|2|c\rOBX|3\r";

std::string handing_on(unsigned levels) {
    std::string yaml = "routes:\n  r0: { from: in, to: [ { route: r1 } ] }\n";
    for (unsigned i = 1; i < levels; ++i)
        yaml += "  r" + std::to_string(i) + ": { to: [ { route: r" + std::to_string(i + 1) + " } ] }\n";
    return yaml + "  r" + std::to_string(levels) + ": { to: out }\n";
}

} // namespace

TEST_CASE("each order becomes a message with its patient", "[routes][split]") {
    CHECK(split("- split: { per: ORDER_OBSERVATION, keep: [PID, PV1] }", two_orders) ==
          texts{"7-1 PID|1||5 PV1|1|I ORC|RE|a OBR|1|a OBX|1 OBX|2",
                "7-2 PID|1||5 PV1|1|I ORC|RE|b OBR|2|b NTE|1 OBX|1"});
    CHECK(split("- split: { per: ORDER_OBSERVATION, keep: [MSH] }", two_orders) ==
          texts{"7-1 ORC|RE|a OBR|1|a OBX|1 OBX|2", "7-2 ORC|RE|b OBR|2|b NTE|1 OBX|1"});
}

// The last patient's results under the first one's name would be the worst that an engine can do.
TEST_CASE("an order never stands beside another patient", "[routes][split]") {
    const texts wanted{"7-1 PID|1||5 PV1|1|I OBR|1|a OBX|1", "7-2 PID|2||6 OBR|1|b OBX|2",
                       "7-3 PID|2||6 OBR|2|c OBX|3"};
    CHECK(split("- split: { per: ORDER_OBSERVATION, keep: [PID, PV1] }", two_patients) == wanted);
    CHECK(split("- split: { per: ORDER_OBSERVATION }", two_patients) == wanted);
    CHECK(split("- split: { per: PATIENT_RESULT }", two_patients) ==
          texts{"7-1 PID|1||5 PV1|1|I OBR|1|a OBX|1", "7-2 PID|2||6 OBR|1|b OBX|2 OBR|2|c OBX|3"});
}

TEST_CASE("a segment becomes a message with what belongs to it", "[routes][split]") {
    CHECK(split("- split: { per: OBX, keep: [PID, OBR] }", two_patients) ==
          texts{"7-1 PID|1||5 OBR|1|a OBX|1", "7-2 PID|2||6 OBR|1|b OBX|2", "7-3 PID|2||6 OBR|2|c OBX|3"});
    CHECK(split("- split: { per: 'OBX[-1 == ''2'']', keep: [OBR] }", two_orders) == texts{"7-1 OBR|1|a OBX|2"});
}

TEST_CASE("segments that stand beside each other are parts without the others", "[routes][split]") {
    const auto made = plan_of(route_with("- split: { per: AL1 }"),
                              "MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\rPID|1\rPV1|1|I\rAL1|1\rAL1|2\r");
    CHECK(bodies_of(made) == texts{"7-1 PID|1 PV1|1|I AL1|1", "7-2 PID|1 PV1|1|I AL1|2"});
}

TEST_CASE("steps behind a split, and to, are of each part", "[routes][split]") {
    const std::string steps =
        "- let: { was: MSH-10 }\n"
        "- set: { PID-2: x }\n"
        "- split: { per: ORDER_OBSERVATION, keep: [PID], control_id: '${OBR-2}${index()}' }\n"
        "- when: OBR-2 == 'a'\n"
        "  drop: true\n"
        "  reason: no a\n"
        "- set: { PID-4: '${$was}', PID-5: '${count(OBX)}', PID-6: '${received(PID-2) else ''none''}' }";
    const auto made = plan_of(route_with(steps), oru + two_orders);
    CHECK(bodies_of(made) == texts{"b2 PID|1|x|5|7|1|none ORC|RE|b OBR|2|b NTE|1 OBX|1"});
    REQUIRE(made.drops.size() == 1);
    CHECK(made.drops.front().reason == "no a");
}

TEST_CASE("a part is sent as it is, even where nothing of it is another", "[routes][split]") {
    CHECK(split("- split: { per: OBR, control_id: '${MSH-10}' }", "PID|1\rOBR|1\r") == texts{"7 PID|1 OBR|1"});
}

TEST_CASE("a split that is left out changes nothing", "[routes][split]") {
    const auto made = plan_of(route_with("- when: PV1-2 == 'O'\n  split: { per: OBR }"), oru + two_orders);
    REQUIRE(made.copies.size() == 1);
    CHECK_FALSE(made.copies.front().body);
}

TEST_CASE("a part that fails takes back all of them", "[routes][split]") {
    const auto why =
        failure_of("- split: { per: ORDER_OBSERVATION }\n- when: OBR-1 == '2'\n  fail: so", oru + two_orders);
    CHECK(why == "vagus.yaml:7 step 2 \"fail\" of ORDER_OBSERVATION[2]: so");
}

TEST_CASE("a message that cannot be split fails, and is not lost", "[routes][split]") {
    CHECK(failure_of("- split: { per: ORDER_OBSERVATION }", oru + "PID|1\r")
              .ends_with("there is no ORDER_OBSERVATION to split by"));
    CHECK(failure_of("- split: { per: OBX }", "MSH|^~\\&|A|B|||2026||ZZZ^Z01|7|P|2.5\rOBX|1\r")
              .contains("are not known"));
    CHECK(failure_of("- split: { per: OBR, control_id: '${OBR-2}' }", oru + "OBR|1|a\rOBR|2\r")
              .ends_with("the control_id of OBR[2] is empty"));
}

TEST_CASE("a message becomes so many parts, and no more", "[routes][split]") {
    const auto orders = [](std::size_t count) {
        std::string body = "PID|1\r";
        for (std::size_t i = 0; i < count; ++i) body += "OBR|1\r";
        return body;
    };
    CHECK(split("- split: { per: OBR }", orders(limits::parts_per_message)).size() == limits::parts_per_message);
    CHECK(failure_of("- split: { per: OBR }", oru + orders(limits::parts_per_message + 1))
              .ends_with("1001 parts, and one message becomes at most 1000"));
    // 400 times one megabyte that all of them keep.
    const auto large = "PID|" + std::string(std::size_t{1} << 20, 'x') + "\r" + orders(400);
    CHECK(failure_of("- split: { per: OBR }", oru + large).contains("more than 256 MiB together"));
}

TEST_CASE("parts are split again, and all of them count", "[routes][split]") {
    const std::string again = "- split: { per: ORDER_OBSERVATION, keep: [PID] }\n- split: { per: OBX, keep: [PID] }";
    CHECK(split(again, two_orders) == texts{"7-1-1 PID|1||5 OBX|1", "7-1-2 PID|1||5 OBX|2", "7-2-1 PID|1||5 OBX|1"});
    std::string many = "PID|1\r";
    for (std::size_t i = 0; i < 10; ++i) {
        many += "OBR|1\r";
        for (std::size_t j = 0; j < limits::parts_per_message / 10; ++j) many += "OBX|1\r";
    }
    CHECK(failure_of(again, oru + many).ends_with("more than 1000 parts of one message"));
}

TEST_CASE("a split stands among the steps of its route", "[routes][split]") {
    const auto found = [](const std::string& steps) { return load(steps).findings(); };
    const std::string wrong = "error[VG3040]";
    CHECK(found(route_with("- if: true\n  then: [ { split: { per: OBR } } ]")).contains(wrong));
    CHECK(found(route_with("- for_each: OBR\n  do: [ { split: { per: OBX } } ]")).contains(wrong));
    CHECK(
        found(route_with("- use: t") + "transforms: { t: { steps: [ { split: { per: OBX } } ] } }\n").contains(wrong));
    CHECK(found("routes: { r: { from: in, to: [ { output: out, use: t } ] } }\n"
                "transforms: { t: { steps: [ { split: { per: OBX } } ] } }\n")
              .contains(wrong));
    CHECK(found(route_with("- split: { per: PID-3 }")).contains("VG2021"));
    CHECK(found(route_with("- split: { per: OBR }\n- set: { PID-1: '${index()}' }")).contains("index()"));
}

TEST_CASE("the trace says which part a step saw", "[routes][split]") {
    texts told;
    (void)plan_of(route_with("- split: { per: OBR }\n- set: { OBR-2: x }"), oru + "PID|1\rOBR|1\rOBR|2|x\r",
                  [&](const trace_line& line) { told.push_back(line.step + " -> " + line.outcome); });
    CHECK(told == texts{"match -> yes", "1 split per OBR -> 2 parts", "part -> OBR[1]",
                        "2 set OBR-2 -> OBR[1]: changed OBR-2", "part -> OBR[2]", "2 set OBR-2 -> OBR[2]: no change"});
}

TEST_CASE("a route goes on with what another made", "[routes][onward]") {
    const std::string yaml =
        "routes:\n"
        "  first: { from: in, steps: [ { set: { PID-2: a } } ], to: [ out, { route: next, when: PID-1 == '1' } ] }\n"
        "  next: { match: PID-2 == 'a', steps: [ { set: { PID-4: '${route()}' } } ], to: second }\n";
    const auto made = plan_of(yaml, oru + "PID|1\r");
    CHECK(bodies_of(made) == texts{"7 PID|1|a", "7 PID|1|a||next"});
    CHECK(made.matched == std::vector<std::uint16_t>{0, 1});
    CHECK(made.copies.at(1).output == 1);
    CHECK(made.copies.at(1).route == 1);
    CHECK(bodies_of(plan_of(yaml, oru + "PID|2\r")) == texts{"7 PID|2|a"});
}

TEST_CASE("a route that gets a message as it was received sends it so", "[routes][onward]") {
    const auto made = plan_of("routes: { a: { from: in, to: [ { route: b } ] }, b: { to: out } }\n", oru + "PID|1\r");
    REQUIRE(made.copies.size() == 1);
    CHECK_FALSE(made.copies.front().body);
}

TEST_CASE("what fails in a route inside fails the one that the message came to", "[routes][onward]") {
    const auto made = plan_of("routes:\n"
                              "  first: { from: in, to: [ out, { route: next } ], on_failure: { to: second } }\n"
                              "  next: { steps: [ { fail: so } ], to: second }\n",
                              oru + "PID|1\r");
    REQUIRE(made.failures.size() == 1);
    CHECK(made.failures.front().route == 0);
    CHECK(made.failures.front().text == "vagus.yaml:3 step 1 \"fail\": so, in route 'next' to which 'first' hands on");
    REQUIRE(made.copies.size() == 1); // of on_failure
    CHECK(made.copies.front().output == 1);
}

TEST_CASE("parts are handed on too", "[routes][onward][split]") {
    const auto made = plan_of("routes:\n"
                              "  first: { from: in, steps: [ { split: { per: OBR } } ], to: [ { route: next } ] }\n"
                              "  next: { steps: [ { drop: OBR-1 == '1' } ], to: second }\n",
                              oru + "OBR|1\rOBR|2\r");
    CHECK(bodies_of(made) == texts{"7-2 OBR|2"});
}

TEST_CASE("routes cannot go round, and not too many stand inside each other", "[routes][onward]") {
    const auto found = [](const std::string& yaml) { return load(yaml).findings(); };
    CHECK(found("routes: { a: { from: in, to: [ { route: b } ] }, b: { to: [ { route: a } ] } }\n")
              .contains("error[VG3041]: a route cannot hand on to itself: a -> b -> a"));
    CHECK(found("routes: { a: { from: in, to: [ { route: a } ] } }\n").contains("a -> a"));
    CHECK(found("routes: { a: { from: in, to: [ { route: bb } ] }, b: { from: in, to: out } }\n")
              .contains("error[VG3008]: no route named 'bb'"));
    CHECK(found("routes: { a: { to: out } }\n").contains("error[VG3042]: nothing comes to route 'a'"));
    CHECK(found("routes: { a: { from: in, to: [ { route: b, output: out } ] }, b: { to: out } }\n").contains("VG1008"));
    CHECK(plan_of(handing_on(limits::routes_inside_each_other), oru + "PID|1\r").copies.size() == 1);
    CHECK(found(handing_on(limits::routes_inside_each_other + 1)).contains("VG3041"));
}

TEST_CASE("a route that hands on to one that rejects may reject", "[routes][onward]") {
    auto rules = load("routes: { a: { from: in, to: [ { route: b } ] }, b: { steps: [ { reject: no } ], to: out } }\n");
    check_rejections(rules.written, {"in"}, rules.files.found);
    CHECK(rules.findings().contains("VG3101"));
}

TEST_CASE("all outputs that a route may lead to are known", "[routes][onward]") {
    const auto rules = load("routes:\n"
                            "  a:\n    from: in\n    steps: [ { if: true, then: [ { send_to: second } ] } ]\n"
                            "    to: [ { route: b } ]\n"
                            "  b: { to: [ { output: out, use: t } ], on_failure: { to: third } }\n"
                            "transforms: { t: { steps: [ { send_to: fourth } ] } }\n",
                            {{"out", {}}, {"second", {}}, {"third", {}}, {"fourth", {}}});
    INFO(rules.findings());
    REQUIRE(rules.ran);
    texts names;
    for (const auto* each : outputs_of(rules.written.routes.front().value, rules.written)) names.push_back(each->value);
    std::ranges::sort(names);
    CHECK(names == texts{"fourth", "out", "second", "third"});
}
