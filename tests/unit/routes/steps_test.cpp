// What each kind of step does to a message.
#include "parsers/hl7/tables/text.hpp"
#include "tests/unit/routes/rules.hpp"

using vagus::routes::after;
using vagus::routes::body_after;
using vagus::routes::load;
using vagus::routes::route_with;

TEST_CASE("set writes texts, made before the first is written", "[routes][set]") {
    CHECK(after("- set: { PID-8: F }", "PID|1") == "PID|1|||||||F");
    CHECK(after("- set: { PID-1: 0012345, PID-2: 'no' }", "PID|1") == "PID|0012345|no");
    CHECK(after("- set:\n    PID-1: ${PID-2}\n    PID-2: ${PID-1}", "PID|a|b") == "PID|b|a");
    CHECK(after("- set: { PV1-19.1: \"V${PV1-19.1}\" }", "PV1|1||||||||||||||||||8^x") ==
          "PV1|1||||||||||||||||||V8^x");
    CHECK(after("- set: { PID-5: \"${PID-6 else 'none'}\" }", "PID|1") == "PID|1||||none");
    CHECK(after("- set: { PID-5: '${null}' }", "PID|1||||x") == "PID|1||||\"\"");
    CHECK(after("- set: { PID-5: '' }", "PID|1||||x") == "PID|1||||");
    CHECK(after("- set: { PID-5: '${PID-6}' }", "PID|1|||||a\\T\\b") == "PID|1||||a\\T\\b|a\\T\\b");
    CHECK(after("- set: { PID-5: X }", "PID|1||||X") == "as received");
    CHECK(after("- set: { PID-5.1.1: '${upper(PID-5.1)}' }", "PID|1||||van Dijk&van&Dijk^Jan") ==
          "PID|1||||VAN DIJK&van&Dijk^Jan");
}

TEST_CASE("names of fields are their numbers in every step", "[routes]") {
    if (vagus::hl7::tables_text().empty()) return;
    CHECK(after("- set: { PID.patient_name.family_name: \"${PID.patient_identifier_list.id_number}\" }",
                "PID|1||77^x") == "PID|1||77^x||77");
    CHECK(after("- move: { PID.patient_id: 'PID.patient_identifier_list[new]' }", "PID|1|b|a") == "PID|1||a~b");
    CHECK(after("- when: exists(PID-3[.identifier_type_code == 'MR'])\n  delete: PID.administrative_sex",
                "PID|1||1^^^^MR|||||M") == "PID|1||1^^^^MR|||||");
}

TEST_CASE("set takes a map of components as one element", "[routes][set]") {
    CHECK(after("- set: { PV1-3: { 1: ICU, 2: 101, 4.2: x } }", "PV1|1") == "PV1|1||ICU^101^^&x");
    CHECK(after("- set: { PV1-3: { 2: 7 } }", "PV1|1||A^B^C") == "PV1|1||A^7^C");
    CHECK(after("- set:\n    PID-3[new]: { 1: '${PID-2}', 5: PI }", "PID|1|77|1^^^^MR") == "PID|1|77|1^^^^MR~77^^^^PI");
    CHECK(after("- set:\n    ZPI[new]-2: { 1: a, 2: b }", "ZPI|1") == "ZPI|1\rZPI||a^b");
}

TEST_CASE("copy and move keep the structure of what they take", "[routes][copy][move]") {
    CHECK(after("- copy: { PID-2: PID-3 }", "PID|1|a^b~c|x~y") == "PID|1|a^b~c|a^b~c");
    CHECK(after("- copy: { PID-2: [PID-4, PID-5] }", "PID|1|a^b") == "PID|1|a^b||a^b|a^b");
    CHECK(after("- copy: { PID-2.1: PID-4 }", "PID|1|a&c^b") == "PID|1|a&c^b||a&c");
    CHECK(after("- copy: { PID: ZPI }", "PID|1|a^b") == "PID|1|a^b\rZPI|1|a^b");
    CHECK(after("- move:\n    PID-4: PID-3[new]", "PID|1||a|b^c~d") == "PID|1||a~b^c~d|");
    CHECK(after("- move: { PID-1: PID-2, PID-2: PID-1 }", "PID|a|b") == "PID|b|a");
    CHECK(after("- move:\n    PID-3[2]: PID-3[new]", "PID|1||a~b~c") == "PID|1||a~c~b");
    CHECK(after("- move:\n    PID-3[.5 == 'NI'].1: PID-19", "PID|1||1^^^^NI~2^^^^NI") ==
          "PID|1||^^^^NI~2^^^^NI||||||||||||||||1");
    CHECK(after("- move:\n    PID-4: PID-3[new]", "PID|1||a") == "as received");
    CHECK(after("- move:\n    OBX[2]: NTE", "OBX|1\rOBX|2") == "OBX|1\rNTE|2");
}

TEST_CASE("delete takes every match", "[routes][delete]") {
    CHECK(after("- delete: ZPI", "ZPI|1\rPID|1\rZPI|2") == "PID|1");
    CHECK(after("- delete: [PID-4, PID-5.2]", "PID|1|||x|a^b") == "PID|1||||a^");
    CHECK(after("- delete: PID-3[.5 not in ['MR', 'PI']]", "PID|1||1^^^^MR~2^^^^NI~3^^^^PI~4") ==
          "PID|1||1^^^^MR~3^^^^PI");
    CHECK(after("- delete: OBX[-11 == 'X']", "OBX|1||||||||||X\rOBX|2||||||||||F") == "OBX|2||||||||||F");
    CHECK(after("- delete: ZPI", "PID|1") == "as received");
}

TEST_CASE("map replaces a code by what the table says", "[routes][map]") {
    const std::string tables = "tables: { class: { inline: { INP: I, OUT: O, 'A&B': AB } } }\n";
    const auto mapped = [&](const std::string& how, const std::string& body) {
        return body_after(route_with("- map: { path: PV1-2, table: class" + how + " }") + tables, body);
    };
    CHECK(mapped("", "PV1|1|INP") == "PV1|1|I");
    CHECK(mapped("", "PV1|1|A\\T\\B") == "PV1|1|AB");
    CHECK(body_after(route_with("- map: { path: PV1-2.1, table: class }") + tables, "PV1|1|INP&1.2.3&ISO^x") ==
          "PV1|1|I&1.2.3&ISO^x");
    CHECK(
        mapped("", "PV1|1|XXX") ==
        "failed: vagus.yaml:6 step 1 \"map PV1-2 (class)\": table 'class' has no row for the code in PV1-2; add a row, "
        "or say `missing` or `default`");
    CHECK(mapped(", missing: keep", "PV1|1|XXX") == "as received");
    CHECK(mapped(", missing: keep_and_warn", "PV1|1|XXX") == "as received");
    CHECK(mapped(", missing: keep_and_warn", "PV1|1|INP") == "PV1|1|I");
    CHECK(mapped(", missing: blank", "PV1|1|XXX") == "PV1|1|");
    CHECK(mapped(", default: U", "PV1|1|XXX") == "PV1|1|U");
    CHECK(mapped(", default: ''", "PV1|1|XXX") == "PV1|1|");
    CHECK(mapped("", "PV1|1|\"\"") == "as received"); // HL7's nothing passes
    CHECK(mapped("", "PV1|1|") == "as received");
    CHECK(mapped("", "PID|1") == "as received");
    CHECK(body_after(route_with("- map:\n    path: PV1[*]-2[*].1\n    table: class\n    missing: keep") + tables,
                     "PV1|1|INP^x~OUT~Z\rPV1|2|OUT") == "PV1|1|I^x~O~Z\rPV1|2|O");
}

TEST_CASE("a code without a row stays, and people are told once", "[routes][map]") {
    auto rules = load(route_with("- map: { path: 'PV1[*]-2', table: class, missing: keep_and_warn }") +
                      "tables: { class: { inline: { INP: I } } }\n");
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto made = rules.ran->run(vagus::routes::message_of("PV1|1|XXX\rPV1|2|INP\rPV1|3|YYY"), {"in", 0});
    CHECK(made.failures.empty());
    REQUIRE(made.warnings.size() == 1);
    CHECK(made.warnings.front().text ==
          "vagus.yaml:6 step 1 \"map PV1[*]-2 (class)\": table 'class' has no row for the code in PV1[*]-2: it stays");
}

TEST_CASE("date writes dates in another way, as precise as they were", "[routes][date]") {
    const auto dated = [](const std::string& how, const std::string& body) {
        return after("- date: { path: PID-7" + how + " }", body);
    };
    const std::string german = ", from: ['%d.%m.%Y %H:%M', '%d.%m.%Y', hl7]";
    CHECK(dated(german, "PID|||||||24.12.2025") == "PID|||||||20251224");
    CHECK(dated(german, "PID|||||||1.2.2026 9:05") == "PID|||||||202602010905");
    CHECK(dated(german, "PID|||||||20251224") == "as received");
    CHECK(dated(german, "PID|||||||2025") == "as received");
    CHECK(dated(german, "PID|||||||\"\"") == "as received"); // HL7's nothing passes
    CHECK(dated(german, "PID|||||||") == "as received");
    CHECK(dated(german, "EVN|1") == "as received");
    CHECK(
        dated(german, "PID|||||||31.2.2026") ==
        "failed: vagus.yaml:6 step 1 \"date PID-7\": PID-7: not a date as '%d.%m.%Y %H:%M', '%d.%m.%Y', 'hl7' say it");
    CHECK(dated(", from: '%d.%m.%Y'", "PID|||||||20251224").ends_with("PID-7: not a date as '%d.%m.%Y' says it"));
    CHECK(dated(", to: '%d.%m.%Y'", "PID|||||||20251224") == "PID|||||||24.12.2025");
    CHECK(dated(", to: '%Y-%m-%d'", "PID|||||||202512") == "PID|||||||2025-12");
    CHECK(dated(", to: '%d.%m.%Y'", "PID|||||||2025").contains("PID-7: "));
    CHECK(after("- date: { path: 'OBX[*]-14', from: '%d/%m/%Y' }",
                "OBX|1|||||||||||||01/02/2026\rOBX|2|||||||||||||02/02/2026") ==
          "OBX|1|||||||||||||20260201\rOBX|2|||||||||||||20260202");
}

TEST_CASE("a time that says no offset gets the one that clocks had where it was written", "[routes][date]") {
    const auto in_vienna = [](const std::string& time) {
        return after("- date: { path: PV1-44, timezone: Europe/Vienna }",
                     "PV1||||||||||||||||||||||||||||||||||||||||||||" + time);
    };
    const auto has = [&](const std::string& time, const std::string& made) {
        return in_vienna(time).ends_with("|" + made);
    };
    CHECK(has("20260115093000", "20260115093000+0100"));
    CHECK(has("202607150930", "202607150930+0200"));
    CHECK(in_vienna("20260115") == "as received");            // a day is the same everywhere
    CHECK(in_vienna("20260115093000+0500") == "as received"); // it says its own
}

TEST_CASE("drop and keep end the route on purpose, fail because something is wrong", "[routes][drop][keep][fail]") {
    CHECK(after("- drop: PID-1 == 1\n  reason: not wanted", "PID|1") == "dropped: not wanted");
    CHECK(after("- drop: PID-1 == 1", "PID|1") == "dropped: drop PID-1 == 1");
    CHECK(after("- drop: PID-1 == 1", "PID|2") == "as received");
    CHECK(after("- keep: PID-1 == 1\n  reason: not wanted", "PID|2") == "dropped: not wanted");
    CHECK(after("- keep: PID-1 == 1", "PID|1") == "as received");
    CHECK(after("- when: PID-1 == 1\n  fail: no number", "PID|1") == "failed: vagus.yaml:6 step 1 \"fail\": no number");
    CHECK(after("- when: PID-1 == 1\n  fail: no number", "PID|2") == "as received");
}

TEST_CASE("reject asks for a negative answer that says where", "[routes][reject]") {
    auto rules = load(route_with("- when: PID-8 == ''\n  reject: no sex\n  at: PID-8"));
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto made = rules.ran->run(vagus::routes::message_of("PID|1"), {"in", 0});
    REQUIRE(made.failures.size() == 1);
    CHECK(made.failures.front().rejects);
    CHECK(made.failures.front().text == "vagus.yaml:6 step 1 \"reject\": no sex");
    REQUIRE(made.failures.front().faults.size() == 1);
    CHECK(to_text(made.failures.front().faults.front().at) == "PID-8");
    CHECK(made.failures.front().faults.front().words == "no sex");
    CHECK(made.copies.empty());
}

TEST_CASE("a step with a condition sees what the steps before it did", "[routes]") {
    CHECK(after("- set: { PID-1: 2 }\n- when: PID-1 == 2\n  set: { PID-2: x }\n- when: PID-1 == 1\n  set: { PID-3: y }",
                "PID|1") == "PID|2|x");
}

TEST_CASE("a step that cannot be done fails its route with paths and no values", "[routes]") {
    CHECK(after("- name: the number\n  set:\n    PID-3[.5 == 'MR'].1: SECRET", "PID|1||HIDDEN") ==
          "failed: vagus.yaml:6 step 1 \"the number\": PID-3[.5 == 'MR'].1 fits nothing in this message; guard the "
          "step with "
          "when: exists(...), or write [new]");
}

TEST_CASE("steps that make no sense are findings with a hint", "[routes]") {
    struct wrong {
        std::string steps, code, words;
    };
    auto one = GENERATE(values<wrong>({
        {"- sett: { PID-1: x }", "VG1007", "did you mean 'set'"},
        {"- set: { PID-1: PID-18.1 }", "VG2005", "${PID-18.1}"},
        {"- set: { PV1-3: ICU^101 }", "VG2006", "PV1-3: {1: ICU, 2: 101}"},
        {"- add_segment: { ZBE: { 1: 'ICU^101' } }", "VG2006", "1.1: ICU, 1.2: 101"},
        {"- set: { MSH-2: x }", "VG2008", "MSH-2"},
        {"- set: { MSH-18: UNICODE UTF-8 }", "VG2033", "`charset` at the output"},
        {"- set: { 'MSH-18[new]': UNICODE UTF-8 }", "VG2033", "`charset` at the output"},
        {"- copy: { PID-9: MSH-18 }", "VG2033", "MSH-18"},
        {"- move: { PID-9: MSH-18 }", "VG2033", "MSH-18"},
        {"- move: { MSH-18: PID-9 }", "VG2033", "MSH-18"},
        {"- delete: MSH-18", "VG2033", "MSH-18"},
        {"- map: { path: MSH-18, table: t }", "VG2033", "MSH-18"},
        {"- set: { ZPI: x }", "VG2011", "ZPI-3"},
        {"- set: { PV1-3.1: { 1: x } }", "VG2012", "is a component"},
        {"- set: { PV1-3: { a: x } }", "VG1005", "the number of a component"},
        {"- set: { PID-1: $nobody }", "VG2005", "${$nobody}"},
        {"- set: { PID-1: '${$nobody}' }", "VG3003", "$nobody"},
        {"- set: { $nobody: x }", "VG3003", "$nobody"},
        {"- copy: { PID-5: PID-9.1 }", "VG2014", "PID-5.1"},
        {"- copy: { PID: PID-9 }", "VG2014", "a segment"},
        {"- copy:\n    PID-3[*]: PID-9", "VG2013", "[1], [last]"},
        {"- copy:\n    PID-3[new]: PID-9", "VG2009", "[last]"},
        {"- move: { MSH-1: PID-9 }", "VG2008", "MSH-1"},
        {"- delete: MSH", "VG2008", "head of the message"},
        {"- delete: PID-3[new]", "VG2009", "[last]"},
        {"- map: { path: PID, table: t }", "VG3004", "no table named 't'"},
        {"- date: { path: PID-7, from: '%q' }", "VG1005", "%q"},
        {"- date: { path: PID-7, from: [hl7, iso] }", "VG1005", "stand for the parts"},
        {"- date: { path: PID-7, timezone: Europe/Wien }", "VG1005", "a time zone"},
        {"- date: { path: PID }", "VG2011", "PID-7"},
        {"- reorder: ADT_A00", "VG3022", "ADT_A01"},
        {"- reorder: PID", "VG1005", "[PID]"},
        {"- map: { path: PID-8, table: t, missing: keep, default: x }", "VG2010", "leave out one"},
        {"- fail: bad ${PID-5}", "VG2007", "without its value"},
        {"- reject: bad ${PID-5}", "VG2007", "without its value"},
        {"- reject: bad\n  at: PID-3[new]", "VG2009", "[last]"},
        {"- drop: PID-8", "VG2002", "PID-8 != ''"},
        {"- { drop: PID-8 == 'x', keep: PID-8 == 'y' }", "VG1", "keep"},
        {"- drop: PID-8 == 'x'\n  reasn: y", "VG1", "reason"},
    }));
    INFO(one.steps);
    auto rules = load(route_with(one.steps));
    CHECK_FALSE(rules.ran);
    INFO(rules.findings());
    CHECK(rules.findings().find("error[" + one.code) != std::string::npos);
    CHECK(rules.findings().find(one.words) != std::string::npos);
}
