// What the rules as a whole make of a message.
#include "base/limits.hpp"
#include "routes/limits.hpp"
#include "tests/unit/routes/rules.hpp"

using namespace vagus::routes;
namespace config = vagus::config;
using strings = std::vector<std::string>;

namespace {

plan planned(const loaded& rules, const std::string& body, std::string_view input = "in") {
    INFO(rules.findings());
    REQUIRE(rules.ran);
    auto message = message_of(body);
    return rules.ran->run(message, {input, 0});
}

} // namespace

TEST_CASE("every route of the input takes the messages it matches, in file order", "[routes][run]") {
    auto rules = load(R"(routes:
  first: { from: in, match: PID-1 == '1', to: out }
  elsewhere: { from: other, to: out }
  third: { from: [other, in], to: [second, out] }
)");
    auto both = planned(rules, "PID|1");
    CHECK(both.matched == std::vector<std::uint16_t>{0, 2});
    REQUIRE(both.copies.size() == 3);
    CHECK(both.copies[0].output == 0);
    CHECK(both.copies[1].output == 1);
    CHECK(both.copies[2].output == 0);
    CHECK(both.copies[2].route == 2);
    CHECK(planned(rules, "PID|2").matched == std::vector<std::uint16_t>{2});
    CHECK(planned(rules, "PID|1", "other").matched == std::vector<std::uint16_t>{1, 2});
    CHECK(planned(rules, "PID|1", "nobody").unmatched());
    CHECK(rules.ran->route_names() == strings{"first", "elsewhere", "third"});
}

TEST_CASE("routes do not see each other's changes, and what is unchanged is sent as received", "[routes][run]") {
    auto rules = load(R"(routes:
  a: { from: in, to: out, steps: [ { set: { PID-1: 2 } } ] }
  b: { from: in, to: out, match: PID-1 == '1', steps: [ { set: { PID-1: 1 } } ] }
)");
    auto made = planned(rules, "PID|1");
    REQUIRE(made.copies.size() == 2);
    CHECK(made.copies[0].body->find("PID|2") != std::string::npos);
    CHECK_FALSE(made.copies[1].body);
}

TEST_CASE("a failing route queues nothing, and the others go on", "[routes][run]") {
    auto rules = load(R"(routes:
  a: { from: in, to: out, steps: [ { set: { PID-1: 2 } }, { fail: not today }, { set: { PID-1: 3 } } ] }
  b: { from: in, to: second }
)");
    auto made = planned(rules, "PID|1");
    CHECK(made.matched == std::vector<std::uint16_t>{0, 1});
    REQUIRE(made.failures.size() == 1);
    CHECK(made.failures[0].route == 0);
    CHECK(made.failures[0].text == "vagus.yaml:2 step 2 \"fail\": not today");
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies[0].output == 1);

    auto message = message_of("PID|1");
    CHECK(rules.ran->run_route("a", message, {"in", 0}).failures.size() == 1);
    CHECK(rules.ran->run_route("b", message, {"in", 0}).copies.size() == 1);
    CHECK(rules.ran->run_route("gone", message, {"in", 0}).unmatched());
}

TEST_CASE("an output with a condition sees the copy as it leaves", "[routes][run]") {
    auto rules = load(R"(routes:
  a:
    from: in
    steps: [ { set: { PV1-2: I } } ]
    to: [ { output: out, when: PV1-2 == 'I' }, { output: second, when: PV1-2 == 'O' } ]
)");
    auto made = planned(rules, "PV1|1|O");
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies[0].output == 0);
}

TEST_CASE("keys are every value of every key path, decoded, once, of the copy as it leaves", "[routes][run]") {
    auto rules = load("routes: { a: { from: in, to: [out, second], steps: [ { set: { MRG-1: '9' } } ] } }\n"
                      "aliases: { mrn: PID-3.1 }\n",
                      two_outputs({"$mrn", "MRG-1", "PID-18"}));
    auto made = planned(rules, "PID|1||a\\T\\b^x~c~a\\T\\b~^y\rMRG|7");
    REQUIRE(made.copies.size() == 2);
    CHECK(made.copies[0].keys == strings{"a&b", "c", "9"});
    CHECK(made.copies[1].keys.empty());
}

TEST_CASE("more keys than a delivery can wait for are cut after the one that tells", "[routes][run]") {
    auto rules = load("routes: { a: { from: in, to: out } }\n", two_outputs({"PID-3"}));
    auto with = [&](std::size_t n) {
        std::string field = "0";
        for (std::size_t i = 1; i < n; ++i) field += "~" + std::to_string(i);
        return planned(rules, "PID|1||" + field).copies.front().keys.size();
    };
    const auto most = vagus::limits::keys_per_delivery;
    CHECK(with(most) == most);
    CHECK(with(most + 1) == most + 1);
    CHECK(with(5000) == most + 1);
}

TEST_CASE("the trace tells every step without values", "[routes][run]") {
    auto rules = load(R"(routes:
  a:
    from: in
    match: PID-1 == '1'
    steps:
      - set: { PID-2: x, PID-1: 1 }
      - when: PID-2 == 'y'
        delete: PID
      - name: tidy
        delete: ZPI
      - drop: PID-2 == 'y'
      - drop: PID-2 == 'x'
        reason: enough
    to: out
  b: { from: in, match: PID-1 == '2', to: out }
)");
    strings told;
    auto message = message_of("PID|1|SECRET");
    (void)rules.ran->run(message, {"in", 0}, [&](const trace_line& line) {
        told.push_back(std::to_string(line.route) + " " + line.step + " @" + line.where + ": " + line.outcome);
    });
    CHECK(told == strings{"0 match @vagus.yaml:2: yes", "0 1 set PID-2, PID-1 @vagus.yaml:6: changed PID-2",
                          "0 2 delete PID @vagus.yaml:7: not so: PID-2 == 'y'", "0 3 tidy @vagus.yaml:9: no change",
                          "0 4 drop PID-2 == 'y' @vagus.yaml:11: not dropped",
                          "0 5 drop PID-2 == 'x' @vagus.yaml:12: dropped: enough",
                          "1 match @vagus.yaml:15: not so: PID-1 == '2'"});
}

TEST_CASE("a message that costs too much fails its route, and cheap routes still take it", "[routes][run]") {
    // Each of 2,000 deletes looks at 10,000 segments.
    std::string body = "PID|1";
    for (int i = 0; i < 10'000; ++i) body += "\rOBX|1|NM|x";
    std::string yaml = "routes:\n  dear:\n    from: in\n    to: out\n    steps:\n";
    const std::size_t steps = 1000;
    for (std::size_t i = 0; i < steps; ++i) yaml += "      - delete: [ZZ1, ZZ2]\n";
    auto rules = load(yaml + "  cheap: { from: in, to: second }\n");
    auto made = planned(rules, body);
    REQUIRE(made.failures.size() == 1);
    CHECK(made.failures[0].text.find("too many segments") != std::string::npos);
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies[0].output == 1);
    CHECK(steps * 2 * 10'000 > limits::elements_per_route);
}

TEST_CASE("an expression knows when and where its message arrived, and what it was then", "[routes][run]") {
    auto rules = load(route_with("- set: { PID-2: gone, PID-3: '${now()} ${received(PID-2)} ${input()} ${route()}' }\n"
                                 "- set: { PID-4: '${attempt()} ${received(PID-2)}' }"));
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto message = message_of("PID|1|first");
    const auto made = rules.ran->run(message, {.input = "in", .received = 1'772'352'000'000'000, .attempt = 2});
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies.front().body.value().contains("PID|1|gone|20260301080000+0000 first in r|2 first\r"));
}

TEST_CASE("a secret is known by its name, and its value stands nowhere else", "[routes][run]") {
    auto files = config::load_text(route_with("- set: { PID-3: \"${hmac_sha256(secret('pepper'), PID-1)}\" }"));
    rules written;
    config::reading context{files.found};
    (void)rules_fields().read(files.root, context, written);
    const auto compiled = [&] {
        config::findings found;
        auto made = program::compile(written, {"in"}, two_outputs(), files.files, found);
        return std::pair{std::move(made), config::show(found, files.files)};
    };
    CHECK(compiled().second.contains("VG3016"));
    written.of_site.secrets = {{"pepper", "Jefe"}};
    const auto ran = compiled().first;
    REQUIRE(ran);
    const auto message = message_of("PID|what do ya want for nothing?");
    CHECK(ran->run(message, {"in"})
              .copies.front()
              .body.value()
              .contains("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
}
