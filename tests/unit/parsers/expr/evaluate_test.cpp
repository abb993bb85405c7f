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
        {"PID-1 == 1.0", false}, // numbers are compared as they are written
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
