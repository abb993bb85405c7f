// Trees of JSON: holes, loops, conditions, values with names, parts.
#include "routes/bodies/limits.hpp"
#include "tests/unit/routes/bodies/bodies.hpp"

using namespace vagus::routes;

TEST_CASE("a tree is text with holes, and what is empty is not there", "[routes][bodies]") {
    CHECK(json_of("a: x${PID-1}y\nb: ${PID-2}\nc: { d: \"${PID-2}\" }\ne: [\"${PID-2}\", \"${PID-1}\", '']", "PID|1") ==
          R"({"a":"x1y","e":["1"]})");
    CHECK(json_of("a: \"${PID-2}\"", "PID|1|\"\"").starts_with("failed: body b: everything in it is empty"));
    CHECK(json_of("- ${PID-1}", "PID|q\\X22\\\\E\\") == R"(["q\"\\"])");
}

TEST_CASE("numbers and truths are what looks like them, and text what stands in quotes", "[routes][bodies]") {
    CHECK(json_of("a: 5\nb: '5'\nc: true\nd: \"true\"\ne: 0012345\nf: no\ng: -1.50\nh: 1e3", "PID|1") ==
          R"({"a":5,"b":"5","c":true,"d":"true","e":"0012345","f":"no","g":-1.50,"h":"1e3"})");
    CHECK(json_of("a: ${number(PID-1)}\nb: ${PID-1}\nc: ${PID-1 == '7.10'}\nd: ${is_number(PID-2)}", "PID|7.10") ==
          R"({"a":7.10,"b":"7.10","c":true,"d":false})");
    CHECK(json_of("a: ${number(PID-1)}", "PID|x") == "failed: body b, vagus.yaml:4: number(PID-1): not a number");
}

TEST_CASE("a loop gives a list, and in it names mean the one at hand", "[routes][bodies]") {
    const auto* body = "PID|1||11^^^A~~22^^^B\rOBX|1|ST|x||a~b\rOBX|2|ST|y||c\rOBX|3";
    CHECK(json_of("ids: { $for: PID-3, id: \"${.1}\", of: \"${.4}\", n: \"${index()}\" }", body) ==
          R"({"ids":[{"id":"11","of":"A","n":"1"},{"id":"22","of":"B","n":"2"}]})");
    CHECK(json_of("all:\n  $for: OBX\n  $if: OBX-3 != 'x'\n  $value: \"${OBX-1}/${position()}\"", body) ==
          R"({"all":["2/4","3/5"]})");
    CHECK(json_of("all:\n  $for: OBX\n  n: ${-1}\n  values: { $for: OBX-5, $value: \"${.1}\" }", body) ==
          R"({"all":[{"n":"1","values":["a","b"]},{"n":"2","values":["c"]},{"n":"3"}]})");
    // In a list its turns stand among the others; loops in loops give one list.
    CHECK(json_of("- first\n- { $for: OBX, $value: \"${-1}\" }\n- last", body) == R"(["first","1","2","3","last"])");
    CHECK(json_of("all: { $for: OBX, $value: { $for: OBX-5, $value: \"${.1}\" } }", body) ==
          R"({"all":["a","b","c"]})");
    CHECK(json_of("none: { $for: NK1, a: b }\nx: y", body) == R"({"x":"y"})");
}

TEST_CASE("values with names are made where they stand", "[routes][bodies]") {
    CHECK(json_of("$let: { who: PID-5.1, again: \"concat($who, '!')\" }\na: ${$who}\nb: ${$again}\n"
                  "c: { $for: OBX, $let: { who: -1 }, $value: \"${$who}\" }\nd: ${$who}",
                  "PID|1||||Doe\rOBX|1\rOBX|2") == R"({"a":"Doe","b":"Doe!","c":["1","2"],"d":"Doe"})");
    CHECK(json_of("$let: { who: PID-2 }\na: x\nb: { $if: exists($who), $value: there }", "PID|1") == R"({"a":"x"})");
}

TEST_CASE("a part is written once and means what stands around it", "[routes][bodies]") {
    CHECK(json_of("all: { $for: PID-3, $use: identifier }\nfirst: { $use: identifier }", "PID|1||11^^^A~22",
                  "  identifier: { part: { value: \"${PID-3.1}\" } }\n") ==
          R"({"all":[{"value":"11"},{"value":"11"}],"first":{"value":"11"}})");
    CHECK(json_of("all: { $for: PID-3, $use: identifier }", "PID|1||11^^^A~22",
                  "  identifier: { part: { value: \"${.1}\" } }\n") == R"({"all":[{"value":"11"},{"value":"22"}]})");
}

TEST_CASE("groups are gone over where the structure is known, and fail the message where not", "[routes][bodies]") {
    auto rules = load("bodies:\n  b: { json: { $for: OBSERVATION, $value: \"${OBX-1} ${../OBR-1}\" } }\n");
    INFO(rules.findings());
    REQUIRE(rules.ran);
    const auto make = [&](const std::string& type) {
        auto message = vagus::hl7::message::parse("MSH|^~\\&|A|B|||2026||" + type +
                                                  "|7|P|2.5\rPID|1\rOBR|1\rOBX|1\rOBR|2\rOBX|2\rOBX|3\r")
                           .value();
        auto made = rules.ran->make_body("b", message, {"in", 0});
        return made ? *made : made.error();
    };
    CHECK(make("ORU^R01") == R"(["1 1","2 2","3 2"])");
    CHECK(make("XYZ^Z01") ==
          "body b, vagus.yaml:2: the groups of this type of message are not known; loop over segments "
          "instead");
}

TEST_CASE("codes are looked up by key and column", "[routes][bodies]") {
    const std::string tables = "tables:\n  sex: { inline: { F: female, M: male } }\n"
                               "  lab: { inline: { GLU: { loinc: 2345-7, display: Glucose } } }\n";
    CHECK(json_of("a: ${lookup('sex', PID-8)}\nb: ${lookup('lab', PID-1, 'display')}\nc: ${lookup('sex', PID-2)}",
                  "PID|GLU|||||||F", tables) == R"({"a":"female","b":"Glucose"})");
    CHECK(json_of("a: ${lookup('sex', PID-8) else 'unknown'}", "PID|1|||||||Q", tables) == R"({"a":"unknown"})");
    CHECK(json_of("a: ${lookup('sex', PID-8)}", "PID|1|||||||Q", tables) ==
          "failed: body b, vagus.yaml:4: lookup('sex', PID-8): no row for this key; add a row, or say else");
}

TEST_CASE("bytes that are no UTF-8 are read as windows-1252", "[routes][bodies]") {
    CHECK(json_of("a: ${PID-1}\nb: ${PID-2}", "PID|J\xFCrg \x80|J\xC3\xBCrg") ==
          "{\"a\":\"J\xC3\xBCrg \xE2\x82\xAC\",\"b\":\"J\xC3\xBCrg\"}");
}

TEST_CASE("every mistake in a tree is a finding with its place", "[routes][bodies]") {
    struct row {
        std::string tree;
        std::string says;
    };
    auto one = GENERATE(values<row>({
        {"{ a: PID-3.1 }", "2:19: error[VG2005]"},
        {"{ a: \"${PID-}\" }", "error[VG2004]"},
        {"{ a: \"${uper(PID-3)}\" }", "there is no 'uper'"},
        {"{ $four: OBX, a: b }", "did you mean '$for'?"},
        {"{ $for: OBX-3.1, a: b }", "error[VG2001]"},
        {"{ $for: OBSERVATIONS, a: b }", "no message has a group OBSERVATIONS; did you mean OBSERVATION?"},
        {"{ $if: PID-3, a: b }", "error[VG2002]"},
        {"{ $use: nobody }", "error[VG3011]"},
        {"{ $value: a, b: c }", "error[VG2020]"},
        {"{ $use: p, $value: a }", "error[VG2020]"},
        {"{ a: \"${$nobody}\" }", "error[VG3003]"},
        {"{ a: \"${lookup('nothing', PID-3)}\" }", "error[VG3004]"},
        {"{ a: \"${.1}\" }", "is relative and means something only inside [ ] and $for"},
        {"{ $for: OBX, a: \"${.1}\" }", "is a component of a repetition"},
        {"{ a: \"${index()}\" }", "a loop around index()"},
        {"{ a: \"${ref('x')}\" }", "a FHIR bundle around ref( )"},
        {"{ $let: [a], b: c }", "error[VG1003]"},
        {"{ a: ~ }", "error[VG1004]"},
    }));
    INFO(one.tree);
    const auto said = wrong_with("  b: { json: " + one.tree + " }\n");
    INFO(said);
    CHECK(said.contains(one.says));
}

TEST_CASE("a part may not hold itself, and has its findings where it is used", "[routes][bodies]") {
    CHECK(wrong_with("  b: { json: { $use: p } }\n  p: { part: { a: { $use: q } } }\n  q: { part: { $use: p } }\n")
              .contains("error[VG2022]"));
    CHECK(wrong_with("  b: { json: { $use: p } }\n  p: { part: { a: \"${.1}\" } }\n").contains("3:22: error[VG2004]"));
    CHECK(wrong_with("  b: { json: { a: b, $use: p } }\n  p: { part: { a: c } }\n").contains("error[VG2020]"));
    CHECK(wrong_with("  b: { json: { a: b, $use: p } }\n  p: { part: [c] }\n").contains("error[VG2020]"));
    CHECK(wrong_with("  raw: { json: { a: b } }\n").contains("error[VG3012]"));
}

TEST_CASE("a tree has a greatest depth and size", "[routes][bodies]") {
    std::string parts;
    for (int i = 0; i < 20; ++i)
        parts += "  p" + std::to_string(i) + ": { part: { a: { $use: p" + std::to_string(i + 1) + " }, b: { $use: p" +
                 std::to_string(i + 1) + " } } }\n";
    CHECK(
        wrong_with("  b: { json: { $use: p0 } }\n" + parts + "  p20: { part: { a: b } }\n").contains("error[VG2023]"));
    const auto nested = [](std::size_t levels) {
        std::string tree = "x";
        for (std::size_t i = 0; i < levels; ++i) tree = "[" + tree + "]";
        return wrong_with("  b: { json: " + tree + " }\n");
    };
    CHECK_FALSE(nested(bodies::limits::depth - 1).contains("error["));
    CHECK(nested(bodies::limits::depth).contains("error[VG2023]"));
}

TEST_CASE("a body has a greatest length", "[routes][bodies]") {
    const auto made = [](std::size_t bytes) { return json_of("a: ${PID-1}", "PID|" + std::string(bytes, 'x')); };
    CHECK(made(bodies::limits::output_bytes).size() == bodies::limits::output_bytes + 8);
    CHECK(made(bodies::limits::output_bytes + 1) ==
          "failed: body b, vagus.yaml:4: the body would be longer than 64 MiB");
}

TEST_CASE("a loop in a loop in a loop ends at the cost of a message", "[routes][bodies]") {
    std::string body = "PID|1";
    for (int i = 0; i < 400; ++i) body += "\rOBX|1";
    CHECK(json_of("$for: /OBX\n$value: { $for: /OBX, $value: { $for: /OBX, $value: \"${-2}x\" } }", body)
              .contains("too many segments and repetitions"));
}
