// Tests of rules are rules too: what they may say, and what they find.
#include "routes/exact.hpp"
#include "routes/testing.hpp"
#include "tests/unit/routes/rules.hpp"

using namespace vagus;
using namespace vagus::routes;
using strings = std::vector<std::string>;

namespace {

constexpr auto rules_yaml = R"(routes:
  a:
    from: in
    steps:
      - drop: PID-1 == '9'
        reason: not wanted
      - when: PID-1 == '8'
        fail: no number
      - set: { PID-8: F }
    to: out
aliases: { mrn: PID-3.1 }
)";

struct read_test {
    config::tree files;
    test_case test;
    bool good = false;
    [[nodiscard]] std::string findings() const { return config::show(files.found, files.files); }
};

read_test read(const std::string& yaml) {
    read_test made{config::load_text(yaml), {}, false};
    config::reading context{made.files.found};
    made.good = test_case_fields().read(made.files.root, context, made.test);
    return made;
}

strings found(const std::string& expect, const std::string& body,
              std::map<std::string, delivery_end, std::less<>> ends = {}) {
    auto rules = load(rules_yaml);
    REQUIRE(rules.ran);
    auto test = read("{ name: t, input: in, message: x, expect: " + expect + " }\n");
    INFO(test.findings());
    REQUIRE(test.good);
    auto message = message_of(body);
    auto made = rules.ran->run(message, {"in", 0});
    auto ack = hl7::message::parse("MSH|^~\\&|A\rMSA|AA|7\r").value();
    return differences(test.test, {rules.written, *rules.ran, message, made, &ack, std::move(ends)});
}

} // namespace

TEST_CASE("a test passes where everything it names is so", "[routes][testing]") {
    const std::string body = "PID|1||77^x||Ann";
    CHECK(
        found(
            "{ ack: { MSA-1: AA }, routes: [a], outputs: { out: [ { PID-8: F, $mrn: 77, PID-5: present, PID-9: absent, "
            "PID-3.1: { matches: '^7+$' }, ZPI: absent } ], second: none } }",
            body)
            .empty());
    CHECK(found("{ outputs: none, dropped: not wanted }", "PID|9").empty());
    CHECK(found("{ outputs: none, failed: no number }", "PID|8").empty());
}

TEST_CASE("a test says what differs, each in a sentence", "[routes][testing]") {
    const std::string body = "PID|1||77^x||Ann";
    CHECK(found("{ outputs: { out: [ { PID-8: M } ] } }", body) == strings{"out: PID-8 is 'F', expected 'M'"});
    CHECK(found("{ outputs: { out: [ { PID-8: absent } ] } }", body) ==
          strings{"out: PID-8 is there, expected absent"});
    CHECK(found("{ outputs: { out: [ { PID-8: 'absent' } ] } }", body) ==
          strings{"out: PID-8 is 'F', expected 'absent'"});
    CHECK(found("{ outputs: { out: [ { PID-9: present } ] } }", body) ==
          strings{"out: PID-9 is absent, expected present"});
    CHECK(found("{ outputs: { out: [ { PID-8: { matches: '^X' } } ] } }", body) ==
          strings{"out: PID-8 is 'F', expected to match '^X'"});
    CHECK(found("{ outputs: { out: [ {}, {} ] } }", body) == strings{"out gets 1 copy, expected 2 copies"});
    CHECK(found("{ outputs: none }", body) == strings{"out gets a copy, expected none"});
    CHECK(found("{ outputs: { out: none } }", body) == strings{"out gets 1 copy, expected no copy"});
    CHECK(found("{ routes: [a, b] }", body) == strings{"taken by a, expected a, b"});
    CHECK(found("{ dropped: not wanted }", body) == strings{"dropped for nothing, expected 'not wanted'"});
    CHECK(found("{ failed: no number }", body) == strings{"no route failed with 'no number'"});
    CHECK(found("{ ack: { MSA-1: AE } }", body) == strings{"ACK: MSA-1 is 'AA', expected 'AE'"});
    CHECK(found("{ outputs: { out: [ {} ] } }", "PID|9") ==
          strings{"out gets no copy, expected 1 copy (dropped: not wanted)"});
}

TEST_CASE("an exact copy has nothing that the test does not name", "[routes][testing]") {
    const std::string body = "PID|1||77^x~78||Ann&A^B\rZPI|9";
    const std::string named = "MSH: present, PID-1: 1, ZPI-1: 9, PID-8: F";
    CHECK(found("{ outputs: { out: { exact: true, PID-3: present, PID-5: present, " + named + " } } }", body).empty());
    CHECK(found("{ outputs: { out: { exact: false, PID-8: F } } }", body).empty());
    CHECK(found("{ outputs: { out: { exact: true, PID-3: 77^x, PID-5.1: Ann, " + named + " } } }", body) ==
          strings{"out: PID-3[2] is '78', and the test does not name it (exact)",
                  "out: PID-5.1.2 is 'A', and the test does not name it (exact)",
                  "out: PID-5.2 is 'B', and the test does not name it (exact)"});
    CHECK(
        found("{ outputs: { out: { exact: true, PID-3: present, PID-5: present, MSH: present, PID-1: 1, PID-8: F } } }",
              body) == strings{"out: ZPI-1 is '9', and the test does not name it (exact)"});
}

TEST_CASE("what an exact copy has too much is told up to a bound", "[routes][testing]") {
    std::string body = "PID|1";
    for (int i = 0; i < 30; ++i) body += "\rZPI|9";
    const auto wrong = found("{ outputs: { out: { exact: true, MSH: present, PID: present } } }", body);
    REQUIRE(wrong.size() == others_told + 1);
    CHECK(wrong.back() == "out: and 10 more that it does not name");
}

TEST_CASE("in JSON a pointer names what is below it", "[routes][testing]") {
    const auto body = bodies::json::read(R"({"a":{"b":1,"c/d":[true,"x"]},"e":null})").value();
    CHECK(unnamed(body, {"/a", "/e"}).empty());
    CHECK(unnamed(body, {"/a/b"}) == strings{"/a/c~1d/0 is true", "/a/c~1d/1 is 'x'", "/e is null"});
}

TEST_CASE("a test says at which step a route fails", "[routes][testing]") {
    CHECK(found("{ failed_at: '2' }", "PID|8").empty());
    CHECK(found("{ failed_at: fail, failed: no number }", "PID|8").empty());
    const std::string failure = "route a failed: vagus.yaml:7 step 2 \"fail\": no number";
    CHECK(found("{ failed_at: '1' }", "PID|8") == strings{failure, "no route failed at '1'"});
    CHECK(found("{ failed_at: '2', failed: another }", "PID|8") ==
          strings{failure, "no route failed with 'another' at '2'"});
    CHECK(found("{ failed_at: match }", "PID|8") == strings{failure, "no route failed at 'match'"});
}

TEST_CASE("a test says what answers make of what was sent", "[routes][testing]") {
    using enum delivery_end;
    CHECK(found("{ deliveries: { out: dead_letter } }", "PID|1", {{"out", dead_letter}}).empty());
    CHECK(found("{ deliveries: { out: delivered } }", "PID|1", {{"out", retry}}) ==
          strings{"what its receiver answers makes it `retry` for out, expected `delivered`"});
    CHECK(found("{ deliveries: { out: delivered } }", "PID|9") ==
          strings{"out gets no copy, so its receiver answers nothing"});
}

TEST_CASE("a failure that nobody expects fails the test", "[routes][testing]") {
    auto wrong = found("{ routes: [a] }", "PID|8");
    REQUIRE(wrong.size() == 1);
    CHECK(wrong.front() == "route a failed: vagus.yaml:7 step 2 \"fail\": no number");
}

TEST_CASE("a test that proves nothing, or has no message or two, is a finding", "[routes][testing]") {
    CHECK(read("{ name: t, input: in, message: x }\n").findings().find("'expect'") != std::string::npos);
    CHECK(read("{ name: t, input: in, message: x, expect: {} }\n").findings().find("VG2016") != std::string::npos);
    CHECK(read("{ name: t, input: in, expect: { outputs: none } }\n").findings().find("VG2017") != std::string::npos);
    CHECK(read("{ name: t, input: in, file: a, message: b, expect: { outputs: none } }\n").findings().find("VG2017") !=
          std::string::npos);
    const std::string test = "{ name: t, input: in, message: x, expect: { outputs: none }, respond: { out: ";
    CHECK(read(test + "{ status: 201 } } }\n").good);
    CHECK(read(test + "{ status: 201, code: AE } } }\n").findings().contains("VG2017"));
    CHECK(read(test + "{} } }\n").findings().contains("VG2017"));
    CHECK(read(test + "{ status: 600 } } }\n").findings().contains("600"));
    CHECK(read("{ name: t, input: in, message: x, expect: { outputs: { out: { matches_file: a, exact: true } } } }\n")
              .findings()
              .contains("VG2018"));
    CHECK(read("{ name: t, input: in, message: x, expect: { output: none } }\n")
              .findings()
              .find("did you mean 'outputs'") != std::string::npos);
    CHECK(read("{ name: t, input: in, message: x, expect: { ack: { MSA-1: { matches: '[' } } } }\n")
              .findings()
              .find("VG2003") != std::string::npos);
}

TEST_CASE("names in tests are checked", "[routes][testing]") {
    auto rules = load(rules_yaml);
    auto test =
        read("{ name: t, input: inn, message: x, expect: { routes: [b], outputs: { ut: none, out: [{ kee: 1, text: x, "
             "PID-3: 1, /a: 1 }] } } }\n");
    REQUIRE(test.good);
    output_shape out{"out", {}};
    out.wants.attributes.emplace_back().name = "key";
    check_names({test.test}, rules.written, {"in"}, {out}, test.files.found);
    INFO(test.findings());
    CHECK(test.findings().find("gets nothing that is called 'kee'") != std::string::npos);
    CHECK(test.findings().find("did you mean 'key'") != std::string::npos);
    CHECK(test.files.found.errors() == 4); // and `b` is no route
    CHECK(test.findings().find("no input named 'inn'") != std::string::npos);
    CHECK(test.findings().find("no output named 'ut'") != std::string::npos);
}
