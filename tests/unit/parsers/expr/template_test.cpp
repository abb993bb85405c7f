// Text with ${...} holes.
#include "parsers/expr/evaluate.hpp"

#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace expr = vagus::expr;
namespace hl7 = vagus::hl7;

namespace {

std::string filled(const std::string& text) {
    static const auto message = hl7::message::parse("MSH|^~\\&|A|B\rPV1|1|I|W\\T\\1^2\r").value();
    vagus::path::budget cost{1000};
    auto read = expr::parse_template(text);
    REQUIRE(read);
    CHECK(read->source == text);
    return expr::expand(*read, {message.read(), cost});
}

} // namespace

TEST_CASE("a template is its letters with the holes filled", "[expr][template]") {
    CHECK(filled("") == "");
    CHECK(filled("plain text") == "plain text");
    CHECK(filled("V${PV1-2}") == "VI");
    CHECK(filled("${PV1-2}${ PV1-3.2 }-${PV1-1}") == "I2-1");
    CHECK(filled("${PV1-3.1}") == "W&1");
    CHECK(filled("${PV1-9 else 'none'}") == "none");
    CHECK(filled("${'PID-18'}") == "PID-18");
    CHECK(filled("${'}'}x") == "}x");
    CHECK(filled("${null}") == "\"\"");
    CHECK(filled("5 $ and $5 {x} }") == "5 $ and $5 {x} }");
    CHECK(filled("$${PV1-2}") == "${PV1-2}");
    CHECK(filled("$$${PV1-2}") == "$${PV1-2}");
}

TEST_CASE("a broken hole is found in the text around it", "[expr][template]") {
    auto open = expr::parse_template("ab${PV1-2");
    REQUIRE_FALSE(open);
    CHECK(open.error().offset == 2);
    CHECK(open.error().hint.find("$${") != std::string::npos);

    auto inside = expr::parse_template("ab${PV1-2 = 'x'}");
    REQUIRE_FALSE(inside);
    CHECK(inside.error().offset == 10);

    auto condition = expr::parse_template("ab${PV1-2 == 'x'}");
    REQUIRE_FALSE(condition);
    CHECK(condition.error().offset == 4);
    CHECK(condition.error().expected == "a value");

    CHECK_FALSE(expr::parse_template("${}"));
}
