// What each function makes of texts, and what it refuses.
#include "parsers/expr/functions.hpp"

#include "parsers/expr/evaluate.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/zones/zone.hpp"
#include "tests/support/catch.hpp"

#include <string>

namespace expr = vagus::expr;
namespace hl7 = vagus::hl7;
namespace path = vagus::path;

namespace {

// The value, or "failed: why".
std::string value_of(const std::string& text, const std::string& sent = "20260301+0100",
                     const std::shared_ptr<const vagus::zones::zone>& zone = nullptr) {
    const auto message = hl7::message::parse("MSH|^~\\&|A|B|||" + sent +
                                             "||ADT^A08|7|P|2.5\rPID|1||11~22~\"\"~|\"\"|J\xC3\xBCrg|O\\T\\K|19700230\r"
                                             "OBX|1|TX|a||\\H\\one\\N\\\\.br\\two\\E\\~three\r")
                             .value();
    path::budget cost{1'000'000};
    const auto read = expr::parse_value(text);
    if (!read) return "refused: " + read.error().expected;
    static const auto arrived = hl7::message::parse("MSH|^~\\&|A|B|||2026\rPID|||as sent\r").value();
    const auto document = arrived.read();
    const path::occasion when{.now = std::chrono::sys_days{std::chrono::March / 1 / 2026} + std::chrono::hours{9},
                              .local = zone.get(),
                              .arrived = &document,
                              .input = "adt_in",
                              .route = "adt_main",
                              .attempt = 2};
    path::scope at{message.read(), cost};
    at.when = &when;
    const auto out = expr::evaluate(*read->root, at).take();
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
        {"upper('a\\.br\\b\\H\\c\\n\\\\.br')", "A\\.br\\B\\H\\C\\N\\\\.BR"},
        {"lower('A\\H\\B\\C2A4B\\\\Zab\\N\\\\N')", "a\\H\\b\\C2A4B\\\\Zab\\n\\\\n"},
        {"trim('  a b\t')", "a b"},
        {"trim('   ')", ""},
        {"substr(PID-5, 2, 1)", "\xC3\xBC"}, // characters, not bytes
        {"substr('abc', 2)", "bc"},
        {"substr('abc', 4)", ""},
        {"substr('abc', 2, 99)", "bc"},
        {"substr('abc', 0)", "failed: substr('abc', 0): characters count from 1"},
        {"substr('abc', 1.5)", "failed: substr('abc', 1.5): not a whole number"},
        {"concat('a', PID-1, '')", "a1"},
        {"join(PID-3[*], '+')", "11+22"}, // neither what is empty nor what is null
        {"count(PID-3[*])", "4"},
        {"count(PID-3)", "4"},
        {"count(PID-2)", "0"}, // there, and empty
        {"count(PID-99)", "0"},
        {"count(PID)", "1"},
        {"count(NK1)", "0"},
        {"plain(OBX-5)", "one\ntwo\\"},
        {"plain('a\\b')", "a\\b"},
        {"PID-6", "O&K"},
        {"left(PID-5, 2)", "J\xC3\xBC"},
        {"left('ab', 9)", "ab"},
        {"right(PID-5, 3)", "\xC3\xBCrg"},
        {"right('ab', 9)", "ab"},
        {"right('ab', 0)", ""},
        {"length(PID-5)", "4"},
        {"length('')", "0"},
        {"pad('7', 3, '0')", "007"},
        {"pad('1234', 3, '0')", "1234"},
        {"pad(PID-5, 6, '\xC3\xBC', 'right')", "J\xC3\xBCrg\xC3\xBC\xC3\xBC"},
        {"pad('', 3, '0')", ""}, // nothing stays nothing
        {"pad('7', 3, '00')", "failed: pad('7', 3, '00'): a text is filled with one character"},
        {"pad('7', 99999999999, '0')", "failed: pad('7', 99999999999, '0'): more than 64 MiB"},
        {"replace('a.b.c', '.', '-')", "a-b-c"}, // texts, no patterns
        {"replace('aaa', 'aa', 'b')", "ba"},
        {"replace('abc', '', '-')", "failed: replace('abc', '', '-'): what is to be replaced is empty"},
        {"extract('AB-123', '[0-9]+')", "123"},
        {"extract('AB-123', '([A-Z]+)-([0-9]+)')", "AB"},
        {"extract('AB-123', '([A-Z]+)-([0-9]+)', 2)", "123"},
        {"extract('AB-123', '([A-Z]+)-([0-9]+)', 0)", "AB-123"},
        {"extract('AB', '([0-9]+)')", ""},
        {"extract('AB', 'A', 1)", "failed: extract('AB', 'A', 1): the pattern has fewer groups"},
        {"split('a^b', '^', 2)", "b"},
        {"split('a^b', '^', 3)", ""},
        {"split('a^b', '^', 0)", "failed: split('a^b', '^', 0): pieces count from 1"},
        {"split('ab', '', 1)", "failed: split('ab', '', 1): what is to be split at is empty"},
        {"strip_accents('J\xC3\xBCrg \xC5\x81\xC3\xB3"
         "d\xC5\xBA')",
         "Jurg Lodz"},
        {"strip_accents('Stra\xC3\x9F"
         "e \xED\x95\x9C')",
         "Stra\xC3\x9F"
         "e \xED\x95\x9C"}, // no accents
        {"escape('a|b')", "a\\F\\b"},
        {"unescape('a\\F\\b')", "a|b"},
        {"base64_decode('SGFsbG8=')", "Hallo"},
        {"base64_decode('SGFs bG8=')", "Hallo"},
        {"base64_decode('')", ""},
        {"base64_decode('SGF')", "failed: base64_decode('SGF'): not base64"},
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
        {"round(2.345, 2)", "2.35"},
        {"round(2.5)", "3"},
        {"round(number(''), 1)", ""},
        {"number('4.10') * 2", "8.20"},
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

TEST_CASE("a date stays as precise as it was", "[expr][functions]") {
    auto one = GENERATE(values<row>({
        {"date('2026')", "2026"},
        {"date('202603010905')", "202603010905"},
        {"date('20260301090500.1234+0100')", "20260301090500.1234+0100"},
        {"date('')", ""},
        {"date(PID-4)", "\"\""}, // HL7's null passes
        {"date('20260230')", "failed: date('20260230'): not a date"},
        {"date('1.3.2026', '%d.%m.%Y')", "20260301"},
        {"date('01.03.2026 9:05', '%d.%m.%Y %H:%M')", "202603010905"},
        {"date('01-MAR-2026', '%d-%b-%Y')", "20260301"},
        {"date('01032026', '%d%m%Y')", "20260301"},
        {"date('20260301', '%d.%m.%Y')", "failed: date('20260301', '%d.%m.%Y'): not a date of this format"},
        {"date('30.02.2026', '%d.%m.%Y')", "failed: date('30.02.2026', '%d.%m.%Y'): not a date of this format"},
        {"date('1.2026 ', '%m.%Y')", "failed: date('1.2026 ', '%m.%Y'): not a date of this format"},
        {"date('1.2026', '%m.%Y')", "202601"},
        {"format(date('19700102030405'), '%Y%m%d')", "19700102"},
        {"format(date('1970'), '%Y%m%d')", "1970"}, // no day is made up
        {"format(date('197001'), '%Y-%m-%d')", "1970-01"},
        {"format(date('1970010203+0100'), '%Y%m%d%H%M%S%z')", "1970010203+0100"},
        {"format(date('1970'), '%d.%m.%Y')",
         "failed: format(date('1970'), '%d.%m.%Y'): the date is not as precise as the format"},
        {"format(date('19700102'), '%d.%m.%Y')", "02.01.1970"},
        {"format(date('19700102'), '%d %b %Y 100%%')", "02 Jan 1970 100%"},
        {"format(date('19700102030405.678'), '%H:%M:%S.%f')", "03:04:05.678"},
        {"format(date('1970010203'), '%H %z')",
         "failed: format(date('1970010203'), '%H %z'): no offset is known for %z"},
        {"format(date(''), '%Y')", ""},
        {"now()", "20260301090000+0000"},
        {"now('%Y%m%d%H%M%S%z')", "20260301090000+0000"},
        {"date('20260228') + 1d", "20260301"},
        {"date('20260301') - 24h", "20260228"},
        {"date('202603010905') + 55min", "202603011000"},
        {"add_time(date('20260301235959+0100'), 1s)", "20260302000000+0100"},
        {"date('20260301') + 2h", "failed: date('20260301') + 2h: what is added is finer than the time it is added to"},
        {"date('2026') + 1d", "failed: date('2026') + 1d: a year or a month alone is not exact enough to add to"},
        {"date('20260301') + 400000d", "failed: date('20260301') + 400000d: more than a thousand years"},
        {"date('99991231') + 1d", "failed: date('99991231') + 1d: more than a thousand years"},
        {"date('') + 1d", "failed: date('') + 1d: one side is empty; give another answer with else, or ask first "
                          "whether it is there"},
        {"(date('20260303') - date('20260301')) / 1d", "2"},
        {"(date('20260301120000.5+0100') - date('20260301100000+0000')) / 1s", "3600.5"},
        {"in_zone(date('20260301120000+0100'), 'America/New_York')", "20260301060000-0500"},
        {"in_zone(date('2026070112+0000'), 'Asia/Kolkata')", "202607011730+0530"},
        {"in_zone(date('20260301'), 'America/New_York')", "20260301"},
        {"age_years(date('19700302'))", "55"},
        {"age_years(date('19700301'))", "56"},
        {"age_years(date('20040229'), date('20260228'))", "21"},
        {"age_years(date('1970'))", "failed: age_years(date('1970')): a date without its day tells no age"},
        {"age_years(date('20270101'))", "failed: age_years(date('20270101')): the birth is later than that"},
        {"age_years(date(''))", ""},
    }));
    INFO(one.text);
    CHECK(value_of(one.text) == one.gives);
}

TEST_CASE("a time without an offset is that of MSH-7, else of the site's zone, else unknown", "[expr][functions]") {
    const auto vienna = vagus::zones::zone::named("Europe/Vienna");
    const auto hours = "(date('20260701120000') - date('20260701100000+0000')) / 1h";
    CHECK(value_of(hours, "20260301+0500") == "-3");
    CHECK(value_of(hours, "20260301", vienna) == "0"); // summer time
    CHECK(value_of(hours, "20260301").ends_with("neither MSH-7 nor site.timezone says one"));
    CHECK(value_of("(date('20260329030000') - date('20260329010000')) / 1h", "2026", vienna) ==
          "1"); // clocks go forward
    CHECK(value_of("(date('20261025030000') - date('20261025010000')) / 1h", "2026", vienna) == "3"); // and back
    CHECK(value_of("date('20260329013000') + 1h", "2026", vienna) == "20260329033000");
    CHECK(value_of("(date('20260330') - date('20260329')) / 1d", "2026", vienna) == "1"); // days are days
    CHECK(value_of("date('20260329013000') + 1h", "2026") == "20260329023000");
    CHECK(value_of("now()", "2026", vienna) == "20260301100000+0100");
    CHECK(value_of("fhir_datetime('202607011200')", "2026", vienna) == "2026-07-01T12:00:00+02:00");
    CHECK(value_of("if(date('20260301100000') > now(), 'later', 'not later')", "2026", vienna) == "not later");
    CHECK(value_of("if(date('20260301100001') > now(), 'later', 'not later')", "2026", vienna) == "later");
    CHECK(value_of("if(date('20260301100000') == now(), 'same', 'other')", "2026", vienna) == "same");
    CHECK(value_of("if(date('2026') == date('20260101'), 'same', 'other')") == "other");
    CHECK(value_of("if(date('2026') <= date('20260101'), 'not later', 'later')") == "not later");
    CHECK(value_of("if(date(PID-4) > now(), 'later', 'not later')")
              .starts_with("failed: date(PID-4) > now(): not a date"));
}

TEST_CASE("lists are asked, joined and told, one occurrence at a time", "[expr][functions]") {
    auto one = GENERATE(values<row>({
        {"join(['a', PID-1, ''], '-')", "a-1"},
        {"join(split('a^b^^c', '^'), ' ')", "a b c"},
        {"count(split('', '^'))", "0"},
        {"count(split('a^b', '^'))", "2"},
        {"count(PID-3, .1 == '22')", "1"},
        {"count(OBX, -2 == 'TX')", "1"},
        {"count(ZZZ, -2 == 'TX')", "0"},
        {"join(map_each(PID-3, concat('<', .1, '>')), '')", "<11><22><\"\"><>"},
        {"join(map_each(OBX, -2), ', ')", "TX"},
        {"if(any(PID-3, .1 == '22'), 'yes', 'no')", "yes"},
        {"if(any(PID-3[.1 != '22'], .1 == '22'), 'yes', 'no')", "no"},
        {"if(any(ZZZ, -1 == ''), 'yes', 'no')", "no"},
        {"if(all(PID-3, .1 != ''), 'yes', 'no')", "no"}, // the last is empty
        {"if(all(ZZZ, -1 == 'x'), 'yes', 'no')", "yes"}, // of none, all are
        {"if('b' in split('a^b', '^'), 'yes', 'no')", "yes"},
        {"if('c' in split('a^b', '^'), 'yes', 'no')", "no"},
        {"if('22' in ['x', PID-3[*]], 'yes', 'no')", "yes"},
        {"if('x' not in map_each(PID-3, .1), 'yes', 'no')", "yes"},
        {"first(PID-99, '', PID-1, 'x')", "1"},
        {"first(PID-99, '')", ""},
        {"(1h else 2h) / 1min", "60"},
        {"if(PID-1 == 1, 2, 3) + 1", "3"},          // both numbers: a number
        {"if(false, number('x'), 'fine')", "fine"}, // what is not chosen is not made
    }));
    INFO(one.text);
    CHECK(value_of(one.text) == one.gives);
}

TEST_CASE("hashes of nothing are nothing", "[expr][functions]") {
    CHECK(value_of("sha256('abc')") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(value_of("hmac_sha256('Jefe', 'what do ya want for nothing?')") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"); // RFC 4231, case 2
    CHECK(value_of("sha256('')") == "");
    CHECK(value_of("sha256(PID-4)") == ""); // null
    CHECK(value_of("hmac_sha256('', 'x')") == "failed: hmac_sha256('', 'x'): the key is empty");
    CHECK(value_of("uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')") ==
          "2ed6657d-e927-568b-95e1-2665a8aea6a2"); // RFC 9562, appendix A.4
    CHECK(value_of("uuid5('x', 'y')") == "failed: uuid5('x', 'y'): the namespace is no UUID");
}

TEST_CASE("what is generated is another each time, and the same when the message is processed again",
          "[expr][functions]") {
    const auto two = value_of("concat(uuid(), ' ', uuid())");
    CHECK(two == value_of("concat(uuid(), ' ', uuid())"));
    CHECK(two.substr(0, 36) != two.substr(37));
    CHECK(two.substr(0, 36) == value_of("uuid()"));
}

TEST_CASE("an expression may ask where it stands", "[expr][functions]") {
    CHECK(value_of("concat(input(), ' ', route(), ' ', attempt())") == "adt_in adt_main 2");
    CHECK(value_of("received(PID-3)") == "as sent");
    CHECK(value_of("received(PID-3.1)") == "as sent");
    CHECK(value_of("received(PID-9)") == "");
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
        {"join('a', 'b')", "a list such as ['A', 'B'] or a path with [*]"},
        {"substr('abc', 'x')", "a number"},
        {"left('abc', PID-1)", "a number"},
        {"round(PID-1)", "a number"},
        {"format(PID-7, '%Y')", "a date"},
        {"format(date(PID-7), '%Q')", "a format of dates"},
        {"format(date(PID-7), PID-1)", "a 'name'"},
        {"add_time(date(PID-7), 2)", "a duration such as 30s, 5min, 2h or 3d"},
        {"in_zone(date(PID-7), 'Europe/Wien')", "a time zone"},
        {"extract(PID-5, '(')", "a regular expression (RE2)"},
        {"pad('1', 3, '0', 'middle')", "'left' or 'right'"},
        {"if('a', 'b', 'c')", "a condition (true or false)"},
        {"if(exists(PID), 1h, 'c')", "a value"},
        {"if(any(PID-3.1, .1 == 'x'), 1, 2)", "a segment or a field to go over"},
        {"if(any(OBX, OBX-8 == 'H'), 'a', 'b')", "a path of the occurrence at hand"},
        {"if(any(OBX, .1 == 'H'), 'a', 'b')", "a field of the segment"},
        {"map_each(PID-3, .1)", "one value"},
        {"table('t')", "a value"},
        {"secret('pepper')", "a value"},
        {"sha256(secret('pepper'))", "a value"},
        {"received('x')", "a path in received( )"},
        {"received(.1)", "a segment name"},
        {"date(PID-7) - 2", "a duration such as 30s, 5min, 2h or 3d"},
        {"now() - date(PID-7)", "a value"}, // a duration is no text
        {"1h else 'c'", "a value"},
        {"concat(if(exists(PID), 1h, 2h), '')", "a value"},
        {"lookup(PID-3, 'a')", "a 'name'"},
        {"../OBR-3", "a loop around ../"},
        {"/ORDERS/OBR-3", "a known group"},
        {"/OBSERVATION/ORDER_OBSERVATION/OBR-3", "groups that stand in one another"},
    }));
    INFO(one.text);
    CHECK(value_of(one.text) == "refused: " + one.gives);
}
