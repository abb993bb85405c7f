// Paths as text: what is read, what is printed, what is refused and with which words.
#include "parsers/path/path.hpp"

#include "base/limits.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace path = vagus::path;

TEST_CASE("a path prints as it was written, and is read back as the same place", "[path]") {
    for (std::string text :
         {"PID", "PID-3", "PID-3.1", "PID-5.1.2", "PID-3[2].1", "PID-3[last]", "PID-3[*].4", "PID-3[new]",
          "PID-3[.5 == 'MR'].1", "OBX[2]-5", "OBX[*]-5", "OBX[last]-5.1", "OBX[-3.1 == '718-7']-5", "Z01[new]-1",
          "OBX[-3.1 == '718-7' and -11 != 'X']-5[2].1", "PID-3[.4.1 in ['A', 'B']].1", "$mrn"}) {
        INFO(text);
        auto read = path::parse(text);
        REQUIRE(read);
        CHECK(path::to_text(*read) == text);
        auto again = path::parse(path::to_text(*read));
        REQUIRE(again);
        CHECK(*again == *read);
    }
}

TEST_CASE("blanks in a predicate do not matter", "[path]") {
    auto loose = path::parse("PID-3[ .5=='MR'  ].1");
    auto tight = path::parse("PID-3[.5 == 'MR'].1");
    REQUIRE(loose);
    REQUIRE(tight);
    CHECK(*loose == *tight);
    CHECK_FALSE(*loose == *path::parse("PID-3[.5 == 'NI'].1"));
}

TEST_CASE("the parts of a path are where they belong", "[path]") {
    auto p = path::parse("OBX[3]-5[last].2.1");
    REQUIRE(p);
    CHECK(p->segment == "OBX");
    CHECK(std::get<path::number>(p->occurrence).n == 3);
    CHECK(p->field == 5U);
    CHECK(std::holds_alternative<path::last>(p->repetition));
    CHECK(p->component == 2U);
    CHECK(p->subcomponent == 1U);
    CHECK(path::parse("$visit")->alias == "visit");
}

TEST_CASE("a path that makes no sense says where and what to write", "[path]") {
    struct wrong {
        std::string text;
        std::size_t offset;
        std::string expected;
        std::string hint;
    };
    auto one = GENERATE(values<wrong>({
        {"", 0, "a path", ""},
        {"pid-3", 0, "a path", "capitals: PID"},
        {"PID-", 4, "a field number", ""},
        {"PID-0", 4, "a field number", ""},
        {"PID-1000", 4, "a field number", ""},
        {"PID-3.", 6, "a component number", ""},
        {"PID-3.1.", 8, "a subcomponent number", ""},
        {"PID.3", 3, "the end", "PID-3.1"},
        {"PID-3(2)", 5, "the end", "PID-3[2].1"},
        {"PID-3[0]", 6, "a condition", "counts from 1"},
        {"PID-3[.5 = 'MR']", 9, "]", "write =="},
        {"PID-3[.5 == \"MR\"]", 12, "a path, a 'text'", "single quotes"},
        {"PID-3[.5 == 'MR'", 16, "]", ""},
        {"PID-3[.5]", 6, "a condition", ".5 != ''"},
        {"OBX[.1 == 'x']-5", 4, "a field of the segment", "-3.1"},
        {"PID_3", 0, "a path", "PID-3.1"},
        {"-3.1", 0, "a segment", "PID-3.1"},
        {".1", 0, "a segment", "PID-3.1"},
        {"../OBR-7", 0, "a loop around ../", "$for"},
        {"/GROUP/OBX-5", 0, "a known group", "no message has a group GROUP"},
        {"PID-3 x", 5, "the end", ""},
        {"$", 1, "the name of an alias", ""},
    }));
    INFO(one.text);
    auto read = path::parse(one.text);
    REQUIRE_FALSE(read);
    INFO(read.error().expected << " / " << read.error().hint);
    CHECK(read.error().offset == one.offset);
    CHECK(read.error().expected.find(one.expected) != std::string::npos);
    CHECK(read.error().hint.find(one.hint) != std::string::npos);
}

TEST_CASE("the highest numbers are taken, one more is not", "[path]") {
    CHECK(path::parse("PID-999[1000000].999.999"));
    CHECK_FALSE(path::parse("PID-3[1000001]"));
    CHECK_FALSE(path::parse("PID-3.1000"));
    CHECK_FALSE(path::parse("PID-4294967297"));
}

TEST_CASE("a path may be as long as its limit and no longer", "[path]") {
    auto padded = [](std::size_t length) { return "PID-3[.5 == '" + std::string(length - 15, 'x') + "']"; };
    CHECK(path::parse(padded(vagus::limits::path_length)));
    auto longer = path::parse(padded(vagus::limits::path_length + 1));
    REQUIRE_FALSE(longer);
    CHECK(longer.error().expected == "at most 512 bytes");
}

TEST_CASE("a word of three capitals is text, a path with a field or an alias is not", "[path]") {
    CHECK(path::reads_as_path("PID-18.1"));
    CHECK(path::reads_as_path("$mrn"));
    CHECK_FALSE(path::reads_as_path("ICU"));
    CHECK_FALSE(path::reads_as_path("V-1"));
}
