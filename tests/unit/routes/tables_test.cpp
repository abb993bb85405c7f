// Code tables: written in place, or read from CSV and YAML files, with one or several columns for key and values.
#include "routes/limits.hpp"
#include "routes/table_csv.hpp"
#include "routes/table_rows.hpp"
#include "tests/unit/routes/rules.hpp"

#include <cstdlib>
#include <fstream>

using namespace vagus;
using namespace vagus::routes;

namespace {

struct folder {
    folder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "vagus-tables-XXXXXX").string();
        REQUIRE(::mkdtemp(pattern.data()) != nullptr);
        path = pattern;
    }
    ~folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

// The message after `steps` where table `t` says `table`, and its file holds `text`.
std::string with(const std::string& table, const std::string& text, const std::string& steps,
                 const std::string& body = "OBX|1|ST|GLU^x||A") {
    const folder here;
    std::ofstream{here.path / "t.csv", std::ios::binary} << text;
    std::ofstream{here.path / "t.yaml", std::ios::binary} << text;
    return body_after(route_with(steps) + "tables:\n  t: " + table + "\n", body, here.path);
}

std::string found(const std::string& table, const std::string& text,
                  const std::string& steps = "- drop: PID-1 == '9'") {
    const folder here;
    std::ofstream{here.path / "t.csv", std::ios::binary} << text;
    std::ofstream{here.path / "t.yaml", std::ios::binary} << text;
    return load(route_with(steps) + "tables:\n  t: " + table + "\n", two_outputs(), {}, here.path).findings();
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

const std::string lab = "local,loinc,display\r\nGLU,2345-7,\"Glucose, serum\"\r\nNA,2951-2,Sodium\r\n";
const std::string by_local = "{ csv: t.csv, key: local }";
const std::string set_display = "- set: { OBX-3.2: \"${lookup('t', OBX-3.1, 'display')}\" }";

} // namespace

TEST_CASE("a CSV file as a spreadsheet writes it is a table", "[routes][tables]") {
    CHECK(with(by_local, lab, set_display) == "OBX|1|ST|GLU^Glucose, serum||A");
    CHECK(with(by_local, "\xEF\xBB\xBF" + lab, set_display) == "OBX|1|ST|GLU^Glucose, serum||A");
    CHECK(with(by_local, "local;display\nGLU;Glucose\n;\n\n", set_display) == "OBX|1|ST|GLU^Glucose||A");
    CHECK(with("{ csv: t.csv, key: local, separator: tab }", "local\tdisplay\nGLU\ta;b;c\n", set_display) ==
          "OBX|1|ST|GLU^a;b;c||A");
}

TEST_CASE("a code is text in a table too", "[routes][tables]") {
    CHECK(with(by_local, "local,display\n007,0012\n", set_display, "OBX|1|ST|007") == "OBX|1|ST|007^0012");
    CHECK(with(by_local, "local,display\nyes,${env:HOME}\n", set_display, "OBX|1|ST|yes") ==
          "OBX|1|ST|yes^${env:HOME}");
}

TEST_CASE("a file in another character set says so", "[routes][tables]") {
    const std::string latin = "local,display\nGLU,Gl\xFC"
                              "ck\n";
    CHECK(with("{ csv: t.csv, key: local, charset: windows-1252 }", latin, set_display) == "OBX|1|ST|GLU^Glück||A");
    CHECK(holds(found(by_local, latin), "t.csv:2:7: error[VG0011]: this byte is not UTF-8"));
    CHECK(holds(found("{ csv: t.csv, key: local, charset: klingon }", lab), "error["));
}

TEST_CASE("a file without a first row of names has them in the configuration", "[routes][tables]") {
    CHECK(with("{ csv: t.csv, header: false, columns: [local, display], key: local }", "GLU,Glucose\n", set_display) ==
          "OBX|1|ST|GLU^Glucose||A");
    CHECK(holds(found("{ csv: t.csv, header: false, key: local }", "GLU,Glucose\n"), "error[VG3037]"));
}

TEST_CASE("only the columns that are named are kept", "[routes][tables]") {
    CHECK(holds(found("{ csv: t.csv, key: local, columns: [local, loinc] }", lab, set_display),
                "error[VG3010]: table 't' has no column 'display'"));
}

TEST_CASE("several columns make a key", "[routes][tables]") {
    const std::string file = "site,local,loinc\nA,GLU,1\nB,GLU,2\n";
    const std::string both = "{ csv: t.csv, key: [site, local] }";
    CHECK(with(both, file, "- set: { OBX-4: \"${lookup('t', [OBX-5, OBX-3.1], 'loinc')}\" }") == "OBX|1|ST|GLU^x|1|A");
    CHECK(with(both, file, "- drop: \"[OBX-5, OBX-3.1] in table('t')\"") ==
          "dropped: drop [OBX-5, OBX-3.1] in table('t')");
    CHECK(holds(found(both, file, "- drop: OBX-3.1 in table('t')"),
                "vagus.yaml:6:15: error[VG3036]: table 't' is found by 2 values"));
    CHECK(holds(found(both, file, "- set: { OBX-4: \"${lookup('t', [OBX-5], 'loinc')}\" }"), "error[VG3036]"));
    CHECK(holds(found(by_local, lab, "- drop: \"[OBX-3.1] in table('t')\""),
                "error[VG3036]: table 't' is found by one value"));
    CHECK(holds(found(both, file, "- map: { path: OBX-3.1, table: t }"), "error[VG3010]"));
}

TEST_CASE("a file with one column beside its key serves map, and lookup without a column", "[routes][tables]") {
    const std::string file = "code,word\nGLU,Glucose\n";
    const std::string table = "{ csv: t.csv, key: code }";
    CHECK(with(table, file, "- map: { path: OBX-3.1, table: t }") == "OBX|1|ST|Glucose^x||A");
    CHECK(with(table, file, "- map: { path: OBX-5, table: t, default: U }") == "OBX|1|ST|GLU^x||U");
    CHECK(with(table, file, "- set: { OBX-4: \"${lookup('t', OBX-3.1)}\" }") == "OBX|1|ST|GLU^x|Glucose|A");
}

TEST_CASE("a YAML file holds what could stand in place", "[routes][tables]") {
    const auto look = "- set: { OBX-4: \"${lookup('t', OBX-3.1, 'loinc')}\" }";
    CHECK(with("{ yaml: t.yaml }", "GLU: Glucose\n", "- map: { path: OBX-3.1, table: t }") == "OBX|1|ST|Glucose^x||A");
    CHECK(with("{ yaml: t.yaml }", "GLU: { loinc: 1 }\n", look) == "OBX|1|ST|GLU^x|1|A");
    CHECK(with("{ yaml: t.yaml, key: local }", "- { local: GLU, loinc: 1 }\n", look) == "OBX|1|ST|GLU^x|1|A");
    CHECK(with("{ inline: [ { local: GLU, site: A, loinc: 1 } ], key: [local, site] }", "",
               "- set: { OBX-4: \"${lookup('t', [OBX-3.1, OBX-5], 'loinc')}\" }") == "OBX|1|ST|GLU^x|1|A");
    CHECK(holds(found("{ yaml: t.yaml }", "- { local: GLU }\n"), "t.yaml:1:1: error[VG3037]"));
    CHECK(holds(found("{ yaml: t.yaml, key: local }", "- { loinc: 1 }\n"), "t.yaml:1:3: error[VG3010]"));
    CHECK(holds(found("{ yaml: t.yaml, key: a }", "- { a: 1, b: 2 }\n- { a: 2 }\n"), "t.yaml:2:3: error[VG3010]"));
    CHECK(holds(found("{ yaml: t.yaml, key: a }", "- { a: 1, b: 2 }\n- { a: 1, b: 2 }\n"),
                "t.yaml:2:3: error[VG3031]: this key stands in line 1 already"));
    CHECK(holds(found("{ yaml: t.yaml }", "A: { x: 1 }\nB: 2\n"), "t.yaml:2:1: error[VG3010]"));
}

TEST_CASE("a mistake in a CSV file has its line and column there", "[routes][tables]") {
    CHECK(holds(found(by_local, "local,loinc\nGLU,1\nNA,2\nGLU,3\n"),
                "t.csv:4:1: error[VG3031]: this key stands in line 2 already"));
    CHECK(holds(found(by_local, "loinc,local\n1,\n"), "t.csv:2:3: error[VG3032]: a row without a key"));
    CHECK(holds(found(by_local, "local,loinc\nGLU\n"),
                "t.csv:2:1: error[VG3035]: this row has 1 cells, the first has 2"));
    CHECK(holds(found(by_local, "local,loinc\nä,b,c\n"), "t.csv:2:1: error[VG3035]"));
    CHECK(holds(found(by_local, "local,loinc\nä,5\" tube\n"), "t.csv:2:4: error[VG3030]"));
    CHECK(holds(found(by_local, "local,loinc\nGLU,\"1\n"), "t.csv:2:5: error[VG3030]"));
    CHECK(holds(found(by_local, "local,local\nGLU,1\n"), "t.csv:1:7: error[VG3034]"));
    CHECK(holds(found(by_local, "locale,loinc\nGLU,1\n"), "did you mean 'locale'?"));
    CHECK(holds(found(by_local, "local,loinc\n"), "error[VG3006]"));
    CHECK(holds(found(by_local, ""), "error[VG3006]"));
}

TEST_CASE("a table with a mistake causes no others where it is used", "[routes][tables]") {
    CHECK(holds(found(by_local, "local,display\nGLU\n", set_display), "1 error,"));
    CHECK(holds(found(by_local, "local,display\nGLU\n", "- map: { path: OBX-3.1, table: t }"), "1 error,"));
}

TEST_CASE("rows stand in one place, which exists", "[routes][tables]") {
    CHECK(holds(found("{ csv: t.csv }", lab), "error[VG3037]: which column are the rows of this file found by?"));
    CHECK(holds(found("{ csv: t.csv, key: local, inline: { A: B } }", lab), "error[VG3037]"));
    CHECK(holds(found("{ key: local }", lab), "error[VG3037]"));
    CHECK(holds(found("{ inline: { A: B }, header: false, columns: [x] }", lab), "error[VG3037]"));
    CHECK(holds(found("{ csv: other.csv, key: local }", lab), "vagus.yaml:8:13: error[VG0010]"));
    CHECK(holds(found("{ csv: ../t.csv, key: local }", lab), "error[VG0013]"));
}

TEST_CASE("a table has as many rows as its limit, and not one more", "[routes][tables]") {
    config::findings found;
    table_rows rows{1, {}, found};
    for (std::size_t i = 0; i < limits::rows_of_table; ++i) REQUIRE(rows.add({std::to_string(i)}, {"x"}, {0, 1, 1}));
    CHECK_FALSE(found.any_error());
    CHECK_FALSE(rows.add({"one more"}, {"x"}, {0, 2, 1}));
    CHECK(found.all().front().code == "VG3033");
}

TEST_CASE("codes that a table has no row for are told, whatever becomes of the message", "[routes][tables]") {
    const auto missing = [](const std::string& steps, const std::string& body) {
        const folder here;
        std::ofstream{here.path / "pairs.csv"} << "a,b,c\n1,2,3\n";
        const auto rules = load(route_with(steps) + "tables:\n  t: { inline: { F: female } }\n"
                                                    "  pairs: { csv: pairs.csv, key: [a, b] }\n",
                                two_outputs(), {}, here.path);
        INFO(rules.findings());
        REQUIRE(rules.ran);
        std::string told;
        for (const auto& each : rules.ran->run(message_of(body), {"in", 0}).missing)
            (told += told.empty() ? "" : "; ") += each.table + " " + each.code;
        return told;
    };
    CHECK(missing("- map: { path: PID-8, table: t }", "PID||||||||F").empty());
    CHECK(missing("- map: { path: PID-8, table: t }", "PID||||||||X") == "t X");
    CHECK(missing("- map: { path: PID-8, table: t, default: none }", "PID||||||||X") == "t X");
    CHECK(missing("- map: { path: PID-8, table: t }", "PID||||||||").empty()); // nothing is no code
    CHECK(missing("- set: { PID-2: \"${lookup('t', PID-8) else 'none'}\" }", "PID||||||||Y") == "t Y");
    CHECK(missing("- set: { PID-2: \"${lookup('pairs', [PID-8, PID-5], 'c') else 'none'}\" }", "PID|||||3||| 1:x") ==
          "pairs  1:x / 3");
    std::string many = "PID||||||||";
    for (std::size_t i = 0; i <= path::missing_codes_kept; ++i) many += "~" + std::to_string(i);
    const auto rules = load(route_with("- map: { path: 'PID-8[*]', table: t, missing: keep }") +
                            "tables:\n  t: { inline: { F: f } }\n");
    REQUIRE(rules.ran);
    CHECK(rules.ran->run(message_of(many), {"in", 0}).missing.size() == path::missing_codes_kept);
}
