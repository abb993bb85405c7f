// Expressions as text: what is read, printed and refused.
#include "parsers/expr/ast.hpp"
#include "parsers/expr/expression.hpp"

#include "base/limits.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace expr = vagus::expr;
namespace limits = vagus::limits;

TEST_CASE("an expression prints with the parentheses it needs and no others", "[expr]") {
    struct pair {
        std::string written, printed;
    };
    auto one = GENERATE(values<pair>({
        {"MSH-9.1=='ADT'and MSH-9.2 in['A01','A02']", "MSH-9.1 == 'ADT' and MSH-9.2 in ['A01', 'A02']"},
        {"(PID-8 == 'F' or PID-8 == 'M') and true", "(PID-8 == 'F' or PID-8 == 'M') and true"},
        {"PID-8 == 'F' or (PID-8 == 'M' and true)", "PID-8 == 'F' or PID-8 == 'M' and true"},
        {"not (exists(PID-8))", "not exists(PID-8)"},
        {"not (exists(PID-8) and true)", "not (exists(PID-8) and true)"},
        {"not not is_null(PID-8)", "is_null(PID-8)"},
        {"not not not false", "not false"},
        {"(MSH-10 else PID-1 else 'x') != ''", "(MSH-10 else PID-1 else 'x') != ''"},
        {"PID-5.1 == 'O''Brien'", "PID-5.1 == 'O''Brien'"},
        {"PID-1 == 007", "PID-1 == 007"},
        {"PID-1 not in ['1', 2, PID-2]", "PID-1 not in ['1', 2, PID-2]"},
        {"'MR' in PID-3[*].5", "'MR' in PID-3[*].5"},
        {"$visit matches '^V[0-9]+$'", "$visit matches '^V[0-9]+$'"},
        {"PID-7 == null", "PID-7 == null"},
        {"true and (false and true)", "true and (false and true)"},
        {"number(PID-1)>=2 or 1<2", "number(PID-1) >= 2 or 1 < 2"},
        {"1+2*3==7", "1 + 2 * 3 == 7"},
        {"(1+2)*3 == 9", "(1 + 2) * 3 == 9"},
        {"1 - (2 - 3) == 2", "1 - (2 - 3) == 2"},
        {"(1 - 2) - 3 == 2", "1 - 2 - 3 == 2"},
        {"8 / (4 * 2) == 1", "8 / (4 * 2) == 1"},
        {"2h > 30min", "2h > 30min"},
        {"PID-1 in [1 + 1, 3]", "PID-1 in [1 + 1, 3]"},
    }));
    INFO(one.written);
    auto read = expr::parse(one.written);
    REQUIRE(read);
    CHECK(read->source == one.written);
    CHECK(expr::to_text(*read->root) == one.printed);
    auto again = expr::parse(one.printed);
    REQUIRE(again);
    CHECK(expr::to_text(*again->root) == one.printed);
}

TEST_CASE("an expression that makes no sense says where, what was expected and what to write", "[expr]") {
    struct wrong {
        std::string text;
        std::size_t offset;
        std::string expected;
        std::string hint;
    };
    auto one = GENERATE(values<wrong>({
        {"", 0, "a value or a condition", ""},
        {"MSH-9.1 = 'ADT'", 8, "an operator", "write =="},
        {"MSH-9.1 == \"ADT\"", 11, "a path, a 'text'", "single quotes"},
        {"MSH-9.1 == adt", 11, "a path, a 'text'", "'adt'"},
        {"MSH-9.1 == ADT", 11, "a field", "the text 'ADT'"},
        {"MSH-9.1", 0, "a condition", "MSH-9.1 != ''"},
        {"true and PID-8", 9, "a condition", "exists(PID-8)"},
        {"PID-8 == (true)", 10, "a value", ""},
        {"PID-8 == 'O'Brien'", 12, "an operator", "twice"},
        {"PID-8 == 'F", 11, "the closing '", ""},
        {"PID-8 == 'F' && true", 13, "an operator", "write and"},
        {"PID-8 == 'F' AND true", 13, "an operator", "written small"},
        {"PID-8 == 'F' PID-7 == 'x'", 13, "an operator", "and or or"},
        {"!exists(PID-8)", 0, "a value or a condition", "write not"},
        {"PID-7 > 5", 0, "a number", "wrap it: number(PID-7)"},
        {"5 <= PID-7", 5, "a number", "wrap it: number(PID-7)"},
        {"PID-7 < PID-8", 0, "a number, a date", "texts have no order"},
        {"'a' < 'b'", 0, "a number, a date", "texts have no order"},
        {"number(PID-7) < 2h", 16, "a number", ""},
        {"1 < 2 < 3", 6, "an operator", ""},
        {"1 <> 2", 2, "an operator", "write !="},
        {"PID-1 + 'x' == ''", 0, "'+' adds numbers, not text", "try: ${PID-1}x"},
        {"'V' + PV1-19.1 + '-' == ''", 0, "'+' adds numbers, not text", "try: V${PV1-19.1}"},
        {"PID-1 + 1 == ''", 0, "'+' adds numbers, not text", "wrap it: number(PID-1)"},
        {"PID-1 * 2 == ''", 0, "a number", "wrap it: number(PID-1)"},
        {"2h + 1 > 1h", 5, "sides that go together", ""},
        {"2h == '7200'", 0, "a value", "(2h) / 1h is a number"},
        {"2 -1 == 1", 2, "an operator", "a minus has a blank on both sides"},
        {"2w > 1h", 0, "a value or a condition", ""},
        {"(1 == 1) + 2 == 3", 1, "a value", ""},
        {"uper(PID-1) > 5", 0, "a known function", ""},
        {"PID-1 == -3.1", 9, "a segment", "relative"},
        {"PID-1 - 3 == 4", 0, "a number", "number(PID-1)"},
        {"uppercase(PID-5) == 'X'", 0, "a known function", "did you mean 'upper'?"},
        {"exists('x')", 0, "a path in exists", "exists(PID-8)"},
        {"exists PID-8", 0, "a value or a condition", "parentheses"},
        {"PID-3[*].5 == 'MR'", 0, "one value", "'A' in PID-3[*].5"},
        {"PID-3[new].1 == 'x'", 0, "a path that can be read", "writing"},
        {"(PID-8 == 'F'", 13, ")", ""},
        {"PID-8 in []", 10, "a path, a 'text'", ""},
        {"PID-8 in ['F'", 13, "]", ""},
        {"PID-8 matches '^A[0-9+$'", 14, "a regular expression", "missing ]"},
        {"PID-8 matches x", 14, "a regular expression", "'x'"},
        {"PID-3[.5 == 'MR' and uper(.1) == 'x'].1 == ''", 21, "a known function", "upper"},
    }));
    INFO(one.text);
    auto read = expr::parse(one.text);
    REQUIRE_FALSE(read);
    INFO(read.error().expected << " / " << read.error().hint);
    CHECK(read.error().offset == one.offset);
    CHECK(read.error().expected.find(one.expected) != std::string::npos);
    CHECK(read.error().hint.find(one.hint) != std::string::npos);
}

TEST_CASE("brackets may nest as deep as the limit and no deeper, outside quotes", "[expr]") {
    auto nested = [](std::size_t depth) { return std::string(depth, '(') + "true" + std::string(depth, ')'); };
    CHECK(expr::parse(nested(limits::expression_depth)));
    auto deeper = expr::parse(nested(limits::expression_depth + 1));
    REQUIRE_FALSE(deeper);
    CHECK(deeper.error().offset == limits::expression_depth);
    CHECK_FALSE(expr::parse(nested(1000)));
    CHECK_FALSE(expr::parse(std::string(8000, '[')));
    CHECK(expr::parse("PID-8 == '" + std::string(200, '(') + "'"));
}

TEST_CASE("an expression may be as long as its limit and no longer", "[expr]") {
    auto padded = [](std::size_t length) { return "PID-8 == '" + std::string(length - 11, 'x') + "'"; };
    CHECK(expr::parse(padded(limits::expression_length)));
    CHECK_FALSE(expr::parse(padded(limits::expression_length + 1)));
    std::string many = "true";
    while (many.size() + 8 <= limits::expression_length) many += " or true";
    CHECK(expr::parse(many));
    std::string nots;
    while (nots.size() + 8 <= limits::expression_length) nots += "not ";
    CHECK(expr::parse(nots + "true"));
}

TEST_CASE("aliases become their paths, and an unknown one is named with its place", "[expr]") {
    expr::aliases known{{"mrn", vagus::path::parse("PID-3[.5 == 'MR'].1").value()}};
    const expr::tables no_tables;
    const expr::names names{known, no_tables};
    auto written = expr::parse("true and $mrn != '' and PID-3[.1 == $mrn].2 in [$mrn]").value();
    auto bound = expr::bind(written, names);
    REQUIRE(bound);
    CHECK(expr::to_text(*bound->root) == "true and PID-3[.5 == 'MR'].1 != '' and "
                                         "PID-3[.1 == PID-3[.5 == 'MR'].1].2 in [PID-3[.5 == 'MR'].1]");
    auto unknown = expr::bind(expr::parse("true and $mnr != ''").value(), names);
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().name == "mnr");
    CHECK(unknown.error().offset == 9);
}

TEST_CASE("text broken at any byte is refused or read, and never more than that", "[expr]") {
    const std::string good = "not (1 + 2.5 * number(PID-1) - 3 <= 4 / 2h and MSH-9.1 == 'A''T' and PID-3[.5 not in "
                             "['M', $x]].1 matches '^a' or exists(OBX[-3.1 == 1]-5[*])) else";
    std::uint32_t state = 12345;
    auto next = [&] { return state = state * 1664525U + 1013904223U; };
    for (int i = 0; i < 20'000; ++i) {
        auto text = good.substr(0, next() % good.size());
        for (int edits = static_cast<int>(next() % 3); edits-- > 0 && !text.empty();)
            text[next() % text.size()] = static_cast<char>(next() >> 24U);
        auto read = expr::parse(text);
        if (!read) CHECK(read.error().offset <= text.size());
        (void)vagus::path::parse(text);
        (void)expr::parse_template("${" + text + "}");
    }
}
