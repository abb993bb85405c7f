// What an account of a message says of each step.
#include "engine/app/account/account.hpp"
#include "tests/unit/routes/rules.hpp"

using namespace vagus;
using app::account;

namespace {

account account_of(const std::string& yaml, const std::string& body, const std::string& until = {}) {
    const auto rules = routes::load(yaml);
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto message = routes::message_of(body);
    account made{until};
    (void)rules.ran->run(message, {"in", 0}, [&](const routes::trace_line& line) { made.hear(line); });
    made.close();
    return made;
}

// "1 set PID-2: PID-2 - > x" for each change, a line without one for each step without.
std::vector<std::string> told(const account& of) {
    std::vector<std::string> out;
    for (const auto& line : of.lines()) {
        if (line.changes.empty()) out.push_back(line.step);
        for (const auto& each : line.changes)
            out.push_back(line.step + ": " + each.path + " " + each.first.value_or("-") + " > " +
                          each.second.value_or("-"));
    }
    return out;
}

using lines = std::vector<std::string>;

} // namespace

TEST_CASE("an account has the values before and after each step", "[account]") {
    const auto made = account_of(routes::route_with("- set: { PID-2: x, PID-5.2: Jane }\n"
                                                    "- tag: seen\n"
                                                    "- if: PID-2 == 'x'\n"
                                                    "  then: [ { delete: PID-2 }, { delete: PID-3 } ]"),
                                 "PID|1||7||Doe");
    CHECK(told(made) == lines{"match", "1 set PID-2, PID-5.2: PID-2 - > x", "1 set PID-2, PID-5.2: PID-5.2 - > Jane",
                              "2 tag seen", "3 if PID-2 == 'x'", "3.1 delete PID-2: PID-2 x > -",
                              "3.2 delete PID-3: PID-3 7 > -"});
}

TEST_CASE("what a step took back is a change of its own", "[account]") {
    const auto made = account_of(routes::route_with("- on_error: skip\n"
                                                    "  if: true\n"
                                                    "  then: [ { set: { PID-2: x } }, { fail: no } ]"),
                                 "PID|1");
    CHECK(told(made) ==
          lines{"match", "1 if true", "1.1 set PID-2: PID-2 - > x", "1.2 fail", "1 if true: PID-2 x > -"});
}

TEST_CASE("a part, a copy for one output and another route are compared with where they began", "[account]") {
    const auto parts =
        account_of(routes::route_with("- split: { per: OBR }\n- set: { OBR-2: x }"), "PID|1\rOBR|1\rOBR|2");
    CHECK(told(parts) ==
          lines{"match", "1 split per OBR", "part", "2 set OBR-2: OBR-2 - > x", "part", "2 set OBR-2: OBR-2 - > x"});
    const auto copies = account_of("transforms: { mark: { steps: [ { set: { PID-2: x } } ] } }\n"
                                   "routes:\n"
                                   "  r: { from: in, to: [ { output: out, use: mark }, { route: next } ] }\n"
                                   "  next: { steps: [ { set: { PID-4: y } } ], to: second }\n",
                                   "PID|1");
    const auto all = told(copies);
    CHECK(std::ranges::count(all, "match") == 2);
    CHECK(std::ranges::count_if(all, [](const auto& each) { return each.contains("PID-2 - > x"); }) == 1);
    CHECK(std::ranges::none_of(all, [](const auto& each) { return each.contains("PID-2 x > -"); }));
    CHECK(std::ranges::count_if(all, [](const auto& each) { return each.contains("PID-4 - > y"); }) == 1);
}

TEST_CASE("what a condition read is told with its values", "[account]") {
    const auto made =
        account_of("routes: { r: { from: in, match: \"'x' in PID-3[*] and PID-8 == 'F'\", to: out } }", "PID|1||7~8");
    REQUIRE(made.lines().size() == 1);
    REQUIRE(made.lines().front().asked.size() == 1);
    const auto& asked = made.lines().front().asked.front();
    CHECK(asked.path == "PID-3[*]");
    CHECK(asked.values == std::vector<std::string>{"7", "8"});
    CHECK(asked.at.field == 3);
}

TEST_CASE("an account that stops at a step has the message as it is there", "[account]") {
    const auto yaml = routes::route_with("- set: { PID-2: a }\n"
                                         "- for_each: OBX\n"
                                         "  do: [ { set: { OBX-2: b } }, { set: { OBX-3: c } } ]\n"
                                         "- set: { PID-4: d }");
    const std::string body = "PID|1\rOBX|1\rOBX|2";
    const auto text_at = [&](const std::string& step) {
        const auto made = account_of(yaml, body, step);
        REQUIRE(made.stopped().size() == 1);
        const auto& text = made.stopped().front().text;
        return text.substr(text.find('\r') + 1);
    };
    CHECK(text_at("1") == "PID|1|a\rOBX|1\rOBX|2\r");
    CHECK(text_at("2.1") == "PID|1|a\rOBX|1|b|c\rOBX|2|b\r"); // after its last turn
    CHECK(text_at("2") == "PID|1|a\rOBX|1|b|c\rOBX|2|b|c\r");
    CHECK(account_of(yaml, body, "1").lines().size() == 2);
    CHECK(account_of(yaml, body, "4").stopped().empty());
    CHECK(account_of(yaml, body, "4").lines().empty());
}

TEST_CASE("an account that stops behind a split has every part, and what was before", "[account]") {
    const auto made = account_of(routes::route_with("- split: { per: OBR }\n- set: { OBR-2: x }\n- tag: late"),
                                 "PID|1\rOBR|1\rOBR|2", "2");
    REQUIRE(made.stopped().size() == 2);
    CHECK(made.stopped()[0].part == "OBR[1]");
    CHECK(made.stopped()[1].text.contains("OBR|2|x"));
    CHECK(told(made) ==
          lines{"match", "1 split per OBR", "part", "2 set OBR-2: OBR-2 - > x", "part", "2 set OBR-2: OBR-2 - > x"});
}

TEST_CASE("an account keeps so many lines and counts the rest", "[account]") {
    account made;
    const auto message = routes::message_of("PID|1");
    routes::trace_line line;
    line.step = "1 tag x";
    line.now = message.read();
    for (std::size_t i = 0; i < app::most_lines; ++i) made.hear(line);
    CHECK(made.lines().size() == app::most_lines);
    CHECK(made.left_out() == 0);
    made.hear(line);
    CHECK(made.lines().size() == app::most_lines);
    CHECK(made.left_out() == 1);
}
