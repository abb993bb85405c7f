// What codes mean, in words.
#include "parsers/hl7/meanings.hpp"

#include "parsers/hl7/tables/text.hpp"
#include "parsers/hl7/versions.hpp"
#include "tests/support/catch.hpp"

#include <set>
#include <string>

using namespace vagus;

namespace {

std::string_view meaning(std::string_view version, std::string_view segment, std::size_t field, hl7::value_place at,
                         std::string_view code) {
    const auto* says = hl7::dictionary_of(version);
    REQUIRE(says);
    const auto* shape = says->segment(segment);
    REQUIRE(shape);
    const auto* one = hl7::element(shape->fields, field);
    REQUIRE(one);
    return hl7::meaning(*says, *one, at, code);
}

} // namespace

TEST_CASE("a code of a field or a component means what HL7 says", "[parsers][hl7][meanings]") {
    for (const auto version : hl7::versions()) {
        CAPTURE(version);
        CHECK(meaning(version, "PID", 8, {}, "F") == "Female");
        CHECK(meaning(version, "PV1", 2, {}, "I") == "Inpatient");
    }
    CHECK(meaning("2.5", "PID", 3, {.component = 5}, "MR") == "Medical record number");
    CHECK(meaning("2.5", "MSH", 9, {.component = 2}, "A01") == "ADT/ACK - Admit/visit notification");
    CHECK(meaning("2.5", "OBX", 11, {}, "F").starts_with("Final results"));
}

TEST_CASE("a coded field has its code in the first component, and only there", "[parsers][hl7][meanings]") {
    CHECK(meaning("2.5", "PID", 16, {.component = 1}, "M") == "Married");   // CE
    CHECK(meaning("2.8.2", "PID", 16, {.component = 1}, "M") == "Married"); // CWE
    CHECK(meaning("2.5", "PID", 16, {.component = 2}, "M").empty());        // its text
    CHECK(meaning("2.5", "PID", 16, {.component = 99}, "M").empty());
    CHECK(meaning("2.5", "PID", 3, {.component = 4, .subcomponent = 3}, "DNS") ==
          "An Internet dotted name. Either in ASCII or as integers");
    CHECK(meaning("2.5", "PID", 5, {.component = 1}, "M").empty()); // no code
}

TEST_CASE("what is no code of the version means nothing", "[parsers][hl7][meanings]") {
    CHECK(meaning("2.5", "PID", 8, {}, "X").empty());
    CHECK(meaning("2.5", "PID", 8, {}, "").empty());
    CHECK(meaning("2.5", "PID", 8, {}, "F|Female\n = M").empty());
    CHECK(meaning("2.5", "PID", 8, {}, "f").empty());
    CHECK(meaning("2.3.1", "PID", 8, {}, "A").empty()); // of 2.4 and later
    CHECK(meaning("2.4", "PID", 8, {}, "A") == "Ambiguous");
}

TEST_CASE("meanings are found in their own table, to the last line", "[parsers][hl7][meanings]") {
    const std::string text =
        "# comment\n = X|of no table\ntable 1\n = A|first\n = AB|longer\n\ntable 2\ntable 3\n = A|last";
    const hl7::meanings all{text};
    CHECK(all.of(1, "A") == "first");
    CHECK(all.of(1, "AB") == "longer");
    CHECK(all.of(1, "B").empty());
    CHECK(all.of(2, "A").empty());
    CHECK(all.of(3, "A") == "last");
    CHECK(all.of(4, "A").empty());
    CHECK(all.of(0, "X").empty());
    CHECK(hl7::meanings{{}}.of(1, "A").empty());
}

TEST_CASE("HL7's own meanings are lines of the dictionary's language, each of a code once",
          "[parsers][hl7][meanings]") {
    std::size_t codes = 0;
    std::set<std::string> seen;
    std::string table;
    for (auto left = hl7::meanings_text(); !left.empty();) {
        const auto line = left.substr(0, left.find('\n'));
        left.remove_prefix(std::min(line.size() + 1, left.size()));
        if (line.starts_with("table ")) table = line;
        if (!line.starts_with(" = ")) continue;
        INFO(table << line);
        const auto bar = line.find('|');
        REQUIRE(bar != std::string_view::npos);
        CHECK(line.size() - bar - 1 <= 104); // it stands beside the code, in a line
        CHECK(seen.insert(table + std::string{line.substr(0, bar)}).second);
        ++codes;
    }
    CHECK(codes > 4000);
    CHECK(hl7::dictionary::read(hl7::meanings_text(), "2.5"));
}
