// Rules from YAML: what is found wrong, all at once, and what the schema says.
#include "parsers/hl7/tables/text.hpp"
#include "routes/limits.hpp"
#include "routes/rejections.hpp"
#include "tests/unit/routes/rules.hpp"

#include <boost/json/serialize.hpp>

using vagus::routes::load;
using vagus::routes::route_with;
using vagus::routes::two_outputs;

TEST_CASE("an alias has no name that means something already", "[routes]") {
    for (const auto* word : {"in", "else", "date", "lookup", "message"}) {
        const auto made = load(route_with("- drop: PID-1 == '9'") + "aliases:\n  " + word + ": PID-3.1\n");
        CHECK(made.findings().find("vagus.yaml:8:3: error[VG3024]") != std::string::npos);
    }
    CHECK(load(route_with("- drop: $date_of_birth == '9'") + "aliases: { date_of_birth: PID-7 }\n").ran);
}

TEST_CASE("every unknown name is found in one run, with its place and a suggestion", "[routes][compile]") {
    auto rules = load(R"(routes:
  a:
    from: [in, inn]
    match: $vist == '1'
    steps:
      - when: $vist != ''
        map: { path: $visit, table: clas }
    to: [out, { output: secnd, when: $vist == 'x' }]
tables:
  class: { inline: { I: 1 } }
aliases:
  visit: PV1-19.1
)");
    CHECK_FALSE(rules.ran);
    auto text = rules.findings();
    INFO(text);
    CHECK(text.find("vagus.yaml:3:16: error[VG3001]: no input named 'inn'") != std::string::npos);
    CHECK(text.find("vagus.yaml:4:12: error[VG3003]: no alias named '$vist'") != std::string::npos);
    CHECK(text.find("vagus.yaml:6:15: error[VG3003]") != std::string::npos);
    CHECK(text.find("vagus.yaml:7:37: error[VG3004]: no table named 'clas'") != std::string::npos);
    CHECK(text.find("vagus.yaml:8:25: error[VG3002]: no output named 'secnd'") != std::string::npos);
    CHECK(text.find("vagus.yaml:8:38: error[VG3003]") != std::string::npos);
    CHECK(text.find("did you mean 'visit'") != std::string::npos);
    CHECK(text.find("did you mean 'second'") != std::string::npos);
    CHECK(rules.files.found.errors() == 6);
}

TEST_CASE("a part that could not be read causes no findings elsewhere", "[routes][compile]") {
    auto rules = load(R"(routes:
  a:
    from: in
    steps:
      - set: { $mrn: x }
      - map: { path: PV1-2, table: class }
    to: out
tables: { class: { inlin: { I: 1 } } }
aliases: { mrn: PID.3 }
)");
    INFO(rules.findings());
    CHECK(rules.files.found.errors() == 2); // inlin is unknown, PID.3 is no path
    CHECK(rules.findings().find("VG3") == std::string::npos);
}

TEST_CASE("fields may be written by name, and what HL7 does not have is found", "[routes][compile]") {
    if (vagus::hl7::tables_text().empty()) return;
    auto rules = load(R"(routes:
  a:
    from: in
    match: PID.patient_nam == 'X'
    steps:
      - set: { PID.patient_name.family_name: "${PID-3.id_numer}" }
      - set: { PV1-91: X }
      - delete: PV1-54
    to: out
aliases: { who: PID.shoe_size }
)");
    const auto text = rules.findings();
    INFO(text);
    CHECK(text.find("vagus.yaml:4:12: error[VG2040]: no HL7 version has 'patient_nam' in PID") != std::string::npos);
    CHECK(text.find("did you mean patient_name?") != std::string::npos);
    CHECK(text.find("error[VG2040]: no HL7 version has 'id_numer' in PID-3") != std::string::npos);
    CHECK(text.find("vagus.yaml:7:16: error[VG2041]: PV1 has no field 91 in any HL7 version (last is PV1-54)") !=
          std::string::npos);
    CHECK(text.find("vagus.yaml:8:17: warning[VG2042]: only HL7 2.7-2.8.2 has PV1-54") != std::string::npos);
    CHECK(text.find("error[VG2040]: no HL7 version has 'shoe_size' in PID") != std::string::npos);
    CHECK(rules.files.found.errors() == 4);
    CHECK(rules.files.found.warnings() == 1);
}

TEST_CASE("an alias names a path and no other alias", "[routes][compile]") {
    auto rules = load("aliases: { a: PID-3, b: $a, c: 'PID-3[.1 == $a]' }\n");
    CHECK(rules.files.found.errors() == 2);
    CHECK(rules.findings().find("VG3005") != std::string::npos);
}

TEST_CASE("a table without rows is a finding", "[routes][compile]") {
    CHECK(load("tables: { t: { inline: {} } }\n").findings().find("VG3006") != std::string::npos);
}

TEST_CASE("a route says where its messages come from and where they go", "[routes][compile]") {
    CHECK(load("routes: { a: { from: in } }\n").findings().find("'to'") != std::string::npos);
    CHECK(load("routes: { a: { to: out } }\n").findings().contains("error[VG3042]"));
    CHECK(load("routes: { a: { from: in, to: [] } }\n").ran);
}

TEST_CASE("an ordering key must have a value", "[routes][compile]") {
    CHECK(load("{}\n", two_outputs({"PID"})).findings().find("VG2015") != std::string::npos);
    CHECK(load("{}\n", two_outputs({"PID-3[new]"})).findings().find("VG2015") != std::string::npos);
    CHECK(load("{}\n", two_outputs({"$mrn"})).findings().find("VG3003") != std::string::npos);
}

TEST_CASE("a route has as many steps as the limit and no more", "[routes][compile]") {
    auto with = [](std::size_t n) {
        std::string yaml = "routes:\n  a:\n    from: in\n    to: out\n    steps:\n";
        for (std::size_t i = 0; i < n; ++i) yaml += "      - drop: 'false'\n";
        return load(yaml);
    };
    CHECK(with(vagus::routes::limits::steps_per_route).ran);
    CHECK(with(vagus::routes::limits::steps_per_route + 1).findings().find("VG3007") != std::string::npos);
}

TEST_CASE("the schema knows every step and its keys", "[routes][compile]") {
    auto text = boost::json::serialize(vagus::routes::rules_fields().schema());
    for (const char* key :
         {"\"routes\"", "\"match\"", "\"steps\"", "\"set\"", "\"copy\"", "\"move\"", "\"delete\"", "\"map\"",
          "\"drop\"", "\"keep\"", "\"fail\"", "\"reason\"", "\"missing\"", "\"inline\"", "\"aliases\""}) {
        INFO(key);
        CHECK(text.find(key) != std::string::npos);
    }
}

TEST_CASE("a route may reject only what comes from inputs that wait for it", "[routes][reject]") {
    const auto found = [](const std::vector<std::string>& answering_before) {
        auto rules =
            load("routes: { r: { from: [in, other], to: out, steps: [ { drop: PID-1 == '1' }, { reject: no } ] } }\n");
        REQUIRE(rules.ran);
        check_rejections(rules.written, answering_before, rules.files.found);
        return rules.files.found.any_error() ? rules.findings() : "nothing";
    };
    CHECK(found({}) == "nothing");
    CHECK(found({"elsewhere"}) == "nothing");
    const auto other = found({"other"});
    INFO(other);
    CHECK(other.find("error[VG3101]: this step may reject, and input 'other' answers before") != std::string::npos);
    CHECK(other.find("after: processed") != std::string::npos);
}

TEST_CASE("request() reads what had been sent, in routes of answers and nowhere else", "[routes][request]") {
    const std::string asking = "routes:\n  r: { from: in, to: out, match: request(MSH-10) == MSA-2, steps: [ { set: "
                               "{ PID-3: '${request($mrn)}' } } ] }\naliases: { mrn: PID-3.1 }\n";
    const auto text = load(asking).findings();
    INFO(text);
    CHECK(text.find("error[VG3015]: request() reads what had been sent") != std::string::npos);

    const auto answers = load(asking, two_outputs(), {"in"});
    INFO(answers.findings());
    REQUIRE(answers.ran);
    const auto sent = vagus::hl7::message::parse("MSH|^~\\&|A|B|||2026||OML^O21|7|P|2.5\rPID|1||0012345\r").value();
    const auto answer = vagus::hl7::message::parse("MSH|^~\\&|B|A|||2026||ORL^O22|1|P|2.5\rMSA|AA|7\rPID|1\r").value();
    const auto made = answers.ran->run(answer, {"in", 0, &sent});
    REQUIRE(made.copies.size() == 1);
    CHECK(made.copies.front().body->find("PID|1||0012345\r") != std::string::npos);

    // What was sent may have been removed by the time rules are run again.
    const auto later = answers.ran->run(answer, {"in", 0});
    REQUIRE(later.failures.size() == 1);
    CHECK(later.failures.front().text.find("what had been sent is not at hand") != std::string::npos);
}

TEST_CASE("a route that takes answers and other messages has no request to read", "[routes][request]") {
    const auto text =
        load("routes: { r: { from: [in, other], to: out, match: request(MSH-10) == 'x' } }\n", two_outputs(), {"in"})
            .findings();
    INFO(text);
    CHECK(text.find("VG3015") != std::string::npos);
}

TEST_CASE("request() takes one path of the other message", "[routes][request]") {
    for (const auto* wrong : {"request('x') == ''", "request(PID-3[*]) == ''", "request() == ''"}) {
        const auto text =
            load(std::string{"routes: { r: { from: in, to: out, match: \""} + wrong + "\" } }\n", two_outputs(), {"in"})
                .findings();
        INFO(wrong << text);
        CHECK(text.find("error[") != std::string::npos);
    }
}
