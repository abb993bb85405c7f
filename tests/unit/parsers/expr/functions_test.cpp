// What each function makes of texts, and what it refuses.
#include "parsers/expr/functions.hpp"

#include "parsers/expr/evaluate.hpp"
#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace expr = vagus::expr;
namespace hl7 = vagus::hl7;
namespace path = vagus::path;

namespace {

// The value, or "failed: why".
std::string value_of(const std::string& text, const std::string& sent = "20260301+0100") {
    const auto message = hl7::message::parse("MSH|^~\\&|A|B|||" + sent +
                                             "||ADT^A08|7|P|2.5\rPID|1||11~22~\"\"~|\"\"|J\xC3\xBCrg|O\\T\\K|19700230\r"
                                             "OBX|1|TX|a||\\H\\one\\N\\\\.br\\two\\E\\~three\r")
                             .value();
    path::budget cost{1'000'000};
    const auto read = expr::parse_value(text);
    if (!read) return "refused: " + read.error().expected;
    const auto out = expr::evaluate(*read->root, {message.read(), cost}).take();
    return cost.failed() ? "failed: " + cost.failure() : out;
}

struct row {
    std::string text;
    std::string gives;
};

} // namespace

TEST_CASE("functions on texts", "[expr][functions]") {
    auto one = GENERATE(values<row>({
        {"upper('aBc1')", "ABC1"},
        {"lower('aBC1')", "abc1"},
        {"trim('  a b\t')", "a b"},
        {"trim('   ')", ""},
        {"substr(PID-5, 2, 1)", "\xC3\xBC"}, // characters, not bytes
        {"substr('abc', 2)", "bc"},
        {"substr('abc', 4)", ""},
        {"substr('abc', 2, 99)", "bc"},
        {"substr('abc', 0)", "failed: substr('abc', 0): characters count from 1"},
        {"substr('abc', 'x')", "failed: substr('abc', 'x'): not a whole number"},
        {"concat('a', PID-1, '')", "a1"},
        {"join(PID-3[*], '+')", "11+22"}, // neither what is empty nor what is null
        {"count(PID-3[*])", "4"},
        {"count(PID)", "1"},
        {"count(NK1)", "0"},
        {"plain(OBX-5)", "one\ntwo\\"},
        {"plain('a\\b')", "a\\b"},
        {"PID-6", "O&K"},
    }));
    INFO(one.text);
    CHECK(value_of(one.text) == one.gives);
}

TEST_CASE("numbers keep the sender's digits and lose what JSON does not allow", "[expr][functions]") {
    auto one = GENERATE(values<row>({
        {"number('4.10')", "4.10"},
        {"number('+007.5')", "7.5"},
        {"number('-0.5')", "-0.5"},
        {"number('.5')", "0.5"},
        {"number('5.')", "5"},
        {"number('0')", "0"},
        {"number('')", ""},
        {"number(PID-4)", ""}, // null
        {"number('1e3')", "failed: number('1e3'): not a number"},
        {"number('1,5')", "failed: number('1,5'): not a number"},
        {"number('-')", "failed: number('-'): not a number"},
        {"number('.')", "failed: number('.'): not a number"},
        {"number('1.2.3')", "failed: number('1.2.3'): not a number"},
        {"number('x') else 'none'", "none"},
    }));
    INFO(one.text);
    CHECK(value_of(one.text) == one.gives);
}

TEST_CASE("dates and times keep their precision and their offset", "[expr][functions]") {
    auto one = GENERATE(values<row>({
        {"fhir_date('1970')", "1970"},
        {"fhir_date('197001')", "1970-01"},
        {"fhir_date('19700102')", "1970-01-02"},
        {"fhir_date('197001020304')", "1970-01-02"},
        {"fhir_date('20240229')", "2024-02-29"},
        {"fhir_date('')", ""},
        {"fhir_date(PID-4)", ""},
        {"fhir_date('20230229')", "failed: fhir_date('20230229'): not a date"},
        {"fhir_date('00000101')", "failed: fhir_date('00000101'): not a date"},
        {"fhir_date('19701301')", "failed: fhir_date('19701301'): not a date"},
        {"fhir_date('1970-01-02')", "failed: fhir_date('1970-01-02'): not a date"},
        {"fhir_date('197')", "failed: fhir_date('197'): not a date"},
        {"fhir_date('19700')", "failed: fhir_date('19700'): not a date"},
        {"fhir_date(PID-7)", "failed: fhir_date(PID-7): not a date"},
        {"fhir_datetime('1970')", "1970"},
        {"fhir_datetime('19700102')", "1970-01-02"},
        {"fhir_datetime('1970010203')", "1970-01-02T03:00:00+01:00"}, // MSH-7's offset
        {"fhir_datetime('197001020304-0530')", "1970-01-02T03:04:00-05:30"},
        {"fhir_datetime('19700102030405.6789Z')", "failed: fhir_datetime('19700102030405.6789Z'): not a date"},
        {"fhir_datetime('19700102030405.6789+0000')", "1970-01-02T03:04:05.6789+00:00"},
        {"fhir_datetime('1970010224')", "failed: fhir_datetime('1970010224'): not a date"},
        {"fhir_datetime('197001020360')", "failed: fhir_datetime('197001020360'): not a date"},
        {"fhir_datetime('19700102030405.')", "failed: fhir_datetime('19700102030405.'): not a date"},
        {"fhir_datetime('19700102+2500')", "failed: fhir_datetime('19700102+2500'): not a date"},
        {"fhir_time('0304')", "03:04:00"},
        {"fhir_time('030405.6+0100')", "03:04:05.6"},
        {"fhir_time('03')", "failed: fhir_time('03'): not a time of day"},
        {"fhir_time('2500')", "failed: fhir_time('2500'): not a time of day"},
    }));
    INFO(one.text);
    CHECK(value_of(one.text) == one.gives);
}

TEST_CASE("a time without an offset anywhere is refused, not guessed", "[expr][functions]") {
    CHECK(value_of("fhir_datetime('1970010203', '-03:00')", "20260301") == "1970-01-02T03:00:00-03:00");
    CHECK(value_of("fhir_datetime('1970010203', 'Z')", "20260301") == "1970-01-02T03:00:00Z");
    CHECK(value_of("fhir_datetime('1970010203')", "20260301")
              .starts_with("failed: fhir_datetime('1970010203'): a time without"));
    CHECK(value_of("fhir_datetime('1970010203') else fhir_date('1970010203')", "20260301") == "1970-01-02");
    CHECK(value_of("fhir_datetime('1970010203', 'CET')", "20260301").contains("not an offset"));
}

TEST_CASE("an id is made of its parts and of nothing else", "[expr][functions]") {
    CHECK(value_of("uuid('Patient', 'urn:oid:1.2.36.1', '0012345')") == "edafdbdb-1535-5d8d-8011-23f1503d1127");
    CHECK(value_of("uuid('a|b', 'c')") != value_of("uuid('a', 'b|c')"));
    CHECK(value_of("uuid('a', PID-99)").starts_with("failed: uuid('a', PID-99): a part is empty"));
}

TEST_CASE("else answers for what failed before it, and only for that", "[expr][functions]") {
    CHECK(value_of("number('x') else fhir_date('y') else 'z'") == "z");
    CHECK(value_of("number('x') else fhir_date('y')").starts_with("failed: fhir_date('y')"));
    CHECK(value_of("number('x') else ''") == "");
    CHECK(value_of("concat(number('x'), number('y') else 'z')").starts_with("failed: number('x')"));
}

TEST_CASE("a function in the wrong place is refused with a word on why", "[expr][functions]") {
    auto one = GENERATE(values<row>({
        {"uper('a')", "a known function"},
        {"upper()", "other arguments"},
        {"upper('a', 'b')", "other arguments"},
        {"upper(PID-3 == '1')", "a value"},
        {"is_number('1')", "a value"},
        {"index()", "a loop around index()"},
        {"ref('a')", "a FHIR bundle around ref( )"},
        {"join('a', 'b')", "a path in join( )"},
        {"lookup(PID-3, 'a')", "a 'name'"},
        {"../OBR-3", "a loop around ../"},
        {"/ORDERS/OBR-3", "a known group"},
        {"/OBSERVATION/ORDER_OBSERVATION/OBR-3", "groups that stand in one another"},
    }));
    INFO(one.text);
    CHECK(value_of(one.text) == "refused: " + one.gives);
}
