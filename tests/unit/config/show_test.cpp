// The exact text that people see.
#include "tests/support/catch.hpp"

#include "base/limits.hpp"
#include "config/load.hpp"
#include "tests/unit/config/clinic.hpp"

#include <boost/json/parse.hpp>

using namespace vagus::config;

TEST_CASE("a finding shows its line, a caret under its word, and its cure", "[config]") {
    const std::vector<source_file> files{{"routes/adt.yaml", "a\n      - valdate: { structure: ADT }\n"}};
    findings found;
    found.add({.at = {0, 2, 9}, .code = "VG1007", .what = "unknown step 'valdate'", .fix = "did you mean 'validate'?"});
    found.add(
        {.at = {0, 1, 1}, .severity = level::warning, .code = "VG0012", .what = "no file matches", .fix = "try: this"});
    CHECK(show(found, files) == "routes/adt.yaml:1:1: warning[VG0012]: no file matches\n"
                                "    1 | a\n"
                                "      | ^\n"
                                "      = try: this\n"
                                "routes/adt.yaml:2:9: error[VG1007]: unknown step 'valdate'\n"
                                "    2 |       - valdate: { structure: ADT }\n"
                                "      |         ^^^^^^^ did you mean 'validate'?\n"
                                "1 file, 1 error, 1 warning\n");
}

TEST_CASE("a finding without a line names its file", "[config]") {
    const auto tree = load("/nowhere/vagus.yaml");
    CHECK(show(tree.found, tree.files) == "vagus.yaml: error[VG0010]: cannot read this file: there is no such file\n"
                                          "1 file, 1 error, 0 warnings\n");
    CHECK_FALSE(tree.complete);
}

TEST_CASE("two findings at one place are one cause", "[config]") {
    findings found;
    found.error(place{0, 1, 1}, "VG1001", "first");
    found.error(place{0, 1, 1}, "VG1002", "second");
    REQUIRE(found.all().size() == 1);
    CHECK(found.all()[0].what == "first");
    CHECK(found.errors() == 1);
}

TEST_CASE("fifty findings are shown and the rest is counted", "[config]") {
    findings found;
    for (std::uint32_t line = 1; line <= vagus::limits::findings_shown; ++line)
        found.error(place{0, line, 1}, "VG1001", "x");
    CHECK(show(found, {}).find("more not shown") == std::string::npos);
    found.error(place{0, 999, 1}, "VG1001", "the last");
    CHECK(show(found, {}).find("1 more not shown\n0 files, 51 errors, 0 warnings\n") != std::string::npos);
    CHECK(show(found, {}).find("the last") == std::string::npos);
}

TEST_CASE("findings are kept up to a limit and counted past it", "[config]") {
    findings found;
    for (std::uint32_t line = 1; line <= findings::kept + 5; ++line) found.error(place{0, line, 1}, "VG1001", "x");
    CHECK(found.all().size() == findings::kept);
    CHECK(found.errors() == findings::kept + 5);
}

TEST_CASE("a long line is shown around its caret", "[config]") {
    const std::vector<source_file> files{{"a.yaml", std::string(300, 'x') + " word " + std::string(300, 'y')}};
    findings found;
    found.error(place{0, 1, 302}, "VG1001", "here");
    const auto text = show(found, files);
    CHECK(text.find(" word ") != std::string::npos);
    CHECK(text.find(std::string(81, 'x')) == std::string::npos);
    const auto caret = text.find('^');
    const auto lines = text.substr(0, caret);
    const auto word = text.find("word", text.find("    1 | "));
    CHECK(caret - (lines.rfind('\n') + 1) == word - (text.rfind('\n', word) + 1));
}

TEST_CASE("as JSON a finding has the same parts", "[config]") {
    const auto read = clinic::read("verson: 1\n");
    const auto all = boost::json::parse(show_json(read.tree.found, read.tree.files));
    REQUIRE(all.as_array().size() == 1);
    CHECK(all.at(0).at("file") == "vagus.yaml");
    CHECK(all.at(0).at("line") == 1);
    CHECK(all.at(0).at("column") == 1);
    CHECK(all.at(0).at("width") == 6);
    CHECK(all.at(0).at("level") == "error");
    CHECK(all.at(0).at("code") == "VG1001");
    CHECK(all.at(0).at("fix") == "did you mean 'version'?");
}

TEST_CASE("for GitHub a finding is a line that names file, place and code, and nothing in it ends the line",
          "[config]") {
    const std::vector<source_file> files{{"routes/a,b.yaml", "a\n"}};
    findings found;
    found.error(place{0, 1, 3}, "VG1007", "unknown step 'x': 100%", "did you mean 'y'?");
    found.warning(place{7, 0, 0}, "VG0012", "two\nlines");
    CHECK(
        show_github(found, files, "./vagus") ==
        "::error file=vagus/routes/a%2Cb.yaml,line=1,col=3,title=VG1007::unknown step 'x': 100%25%0Adid you mean 'y'?\n"
        "::warning title=VG0012::two%0Alines\n");
}
