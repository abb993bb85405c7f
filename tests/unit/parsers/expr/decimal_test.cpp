// Sums as people do them on paper: exact, and refused where they could not be.
#include "parsers/expr/decimal.hpp"

#include "tests/support/catch.hpp"

#include <string>

namespace expr = vagus::expr;
using expr::operation;

namespace {

std::string sum(const std::string& left, operation does, const std::string& right) {
    const auto made = expr::calculated(does, left, right);
    return made ? *made : "refused: " + std::string{made.error()};
}
const std::string longest(expr::decimal_digits, '9');

} // namespace

TEST_CASE("decimals are exact and keep their places", "[expr][decimal]") {
    using enum operation;
    CHECK(sum("0.1", add, "0.2") == "0.3");
    CHECK(sum("1.50", add, "1") == "2.50");
    CHECK(sum("-0.05", add, "0.05") == "0.00");
    CHECK(sum("+007", subtract, ".5") == "6.5");
    CHECK(sum("1", subtract, "1.05") == "-0.05");
    CHECK(sum("1.5", multiply, "-1.5") == "-2.25");
    CHECK(sum("010", multiply, "1") == "10"); // not octal
    CHECK(sum("1", divide, "4") == "0.25");
    CHECK(sum("10", divide, "5") == "2");
    CHECK(sum("1", divide, "3") == "0.33333333333333333333");
    CHECK(sum("2", divide, "-3") == "-0.66666666666666666667");
    CHECK(sum("0.5", divide, "0.25") == "2");
}

TEST_CASE("a number may be as long as its limit and no longer", "[expr][decimal]") {
    using enum operation;
    const auto too_long = "refused: more than 38 digits";
    CHECK(sum(longest, add, "0") == longest);
    CHECK(sum("000" + longest, multiply, "1") == longest);
    CHECK(sum(longest, add, "1") == too_long);
    CHECK(sum("9" + longest, add, "1") == too_long);
    CHECK(sum(longest, multiply, longest) == too_long);
    CHECK(sum("0." + longest, add, "0") == "0." + longest);
    CHECK(sum("0.0" + longest, add, "0") == too_long);
    CHECK(sum(longest, divide, "0." + std::string(37, '0') + "1") == too_long);
    CHECK(sum(longest, divide, "7") == "14285714285714285714285714285714285714"); // no room behind the point
    CHECK(sum("0." + longest, divide, longest) == "0");
}

TEST_CASE("what cannot be divided or is no number is refused", "[expr][decimal]") {
    using enum operation;
    CHECK(sum("1", divide, "0.00") == "refused: divided by zero");
    CHECK(sum("1e3", add, "1") == "refused: not a number");
    CHECK(sum("1", add, "") == "refused: not a number");
}

TEST_CASE("numbers are ordered by value", "[expr][decimal]") {
    CHECK(expr::compared("1.0", "1") == std::strong_ordering::equal);
    CHECK(expr::compared("-1", "-0.5") == std::strong_ordering::less);
    CHECK(expr::compared("10", "9") == std::strong_ordering::greater);
    CHECK(expr::compared("-0", "0") == std::strong_ordering::equal);
    CHECK_FALSE(expr::compared("a", "1"));
}

TEST_CASE("half is rounded away from zero, and nothing is made longer", "[expr][decimal]") {
    CHECK(expr::rounded("2.5", 0) == "3");
    CHECK(expr::rounded("-2.5", 0) == "-3");
    CHECK(expr::rounded("2.449", 1) == "2.4");
    CHECK(expr::rounded("0.05", 1) == "0.1");
    CHECK(expr::rounded("9.99", 1) == "10.0");
    CHECK(expr::rounded("1.5", 3) == "1.5");
}
