// What expressions say about a message.
#include "parsers/expr/evaluate.hpp"

#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace expr = vagus::expr;
namespace hl7 = vagus::hl7;

namespace {

bool says(const std::string& text) {
    static const auto message = hl7::message::parse("MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\r"
                                                    "PID|1||11^^^C^NI~22^^^H^MR||O\\T\\K|\"\"|F||\r"
                                                    "OBX|1|NM|a\rOBX|2|ST|b\r")
                                    .value();
    vagus::path::budget cost{1'000'000};
    auto read = expr::parse(text);
    REQUIRE(read);
    return expr::holds(*read->root, {message.read(), cost});
}

std::string failure_of(const std::string& text) {
    static const auto message = hl7::message::parse("MSH|^~\\&|A|B|||2026||ADT^A08|7|P|2.5\rPID|1||||Anna\r").value();
    vagus::path::budget cost{1'000'000};
    auto read = expr::parse(text);
    REQUIRE(read);
    CHECK_FALSE(expr::holds(*read->root, {message.read(), cost}));
    return cost.failure();
}

} // namespace

TEST_CASE("conditions hold or do not", "[expr][evaluate]") {
    struct row {
        std::string text;
        bool so;
    };
    auto one = GENERATE(values<row>({
        {"true", true},
        {"false", false},
        {"not true", false},
        {"not not true", true},
        {"true and true", true},
        {"true and false", false},
        {"false or true", true},
        {"false or false", false},
        {"true or true and false", true},
        {"(true or true) and false", false},
        {"not false and false", false},
        {"MSH-9.1 == 'ADT'", true},
        {"MSH-9.1 != 'ADT'", false},
        {"MSH-9 == 'ADT^A08'", true},
        {"PID-1 == 1", true},
        {"PID-1 == 1.0", false}, // a text is compared as it is written
        {"number(PID-1) == 1.0", true},
        {"number(PID-1) != 1.0", false},
        {"number(PID-8) == 0", false}, // nothing is not zero
        {"number(PID-1) < 2", true},
        {"number(PID-1) < 1", false},
        {"number(PID-1) <= 1", true},
        {"number(PID-1) > 0.999", true},
        {"number(PID-1) >= 1.0", true},
        {"10 > 9", true}, // not as texts
        {"count(PID-3[*]) == 2", true},
        {"0.1 + 0.2 == 0.3", true},
        {"2 + 3 * 4 == 14", true},
        {"7 - 2 - 1 == 4", true},
        {"2h > 90min", true},
        {"24h == 1d", true},
        {"1h - 30min < 31min", true},
        {"3 * 30s >= 90s", true},
        {"90min / 1h == 1.5", true},
        {"(number(PID-8) else 7) > 6", true},
        {"PID-1 == 01", false},
        {"PID-5 == 'O&K'", true}, // decoded
        {"PID-8 == ''", true},    // there and empty
        {"PID-99 == ''", true},   // absent: the same
        {"PID-99 == PID-8", true},
        {"PID-6 == null", true},
        {"PID-6 == ''", false},
        {"is_null(PID-6)", true},
        {"is_null(PID-8)", false},
        {"exists(PID-6)", true},
        {"exists(PID-7)", true},
        {"exists(PID-8)", false},
        {"exists(OBX)", true},
        {"exists(NTE)", false},
        {"exists(OBX[-3 == 'b'])", true},
        {"exists(OBX[-3 == 'c'])", false},
        {"exists(OBX[*]-3)", true},
        {"MSH-9.2 in ['A01', 'A08']", true},
        {"MSH-9.2 in ['A01']", false},
        {"MSH-9.2 not in ['A01']", true},
        {"MSH-9.2 not in ['A08']", false},
        {"PID-1 in [1, 2]", true},
        {"number('5.0') in [4, 5]", true},
        {"number('5.0') not in [4, 5]", false},
        {"number('5.0') in [4, 6]", false},
        {"number('5.0') in ['5']", false}, // a text
        {"'MR' in PID-3[*].5", true},
        {"'XX' in PID-3[*].5", false},
        {"'XX' not in PID-3[*].5", true},
        {"'b' in ['x', OBX[*]-3]", true},
        {"PID-3[.5 == 'MR'].1 == 22", true},
        {"PID-3[.5 == 'MR' and -7 == 'F'].1 == 22", true}, // the segment is at hand inside a repetition
        {"OBX[-3 == 'b']-2 == 'ST'", true},
        {"MSH-9.2 matches 'A0'", true}, // found anywhere
        {"MSH-9.2 matches '^A0$'", false},
        {"MSH-9.2 matches '^A0[0-9]$'", true},
        {"(PID-8 else PID-7) == 'F'", true},
        {"(PID-7 else 'x') == 'F'", true},
        {"(PID-8 else PID-99 else 'x') == 'x'", true},
    }));
    INFO(one.text);
    CHECK(says(one.text) == one.so);
}

TEST_CASE("what has no order fails the route instead of going one way", "[expr][evaluate]") {
    struct row {
        std::string text, why;
    };
    auto one = GENERATE(values<row>({
        {"number(PID-8) > 5", "number(PID-8) > 5: one side is empty"},
        {"5 < number(PID-5)", "number(PID-5): not a number"},
        {"1 / (number(PID-1) - 1) > 5", "1 / (number(PID-1) - 1): divided by zero"},
        {"number(PID-8) + 1 == 1", "number(PID-8) + 1: one side is empty"},
        {"12345678901234567890 * 12345678901234567890 > 0",
         "12345678901234567890 * 12345678901234567890: more than 38 digits"},
    }));
    INFO(one.text);
    CHECK(failure_of(one.text).starts_with(one.why));
}
