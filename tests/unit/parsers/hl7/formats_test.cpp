// What values of DT, TM, DTM, TS, NM and SI look like, in which version.
#include "parsers/hl7/formats.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::hl7;

namespace {

struct row {
    std::string_view type, value;
    bool fits;
};

void check_all(const version_number& spoken, std::initializer_list<row> rows) {
    for (const auto& [type, value, fits] : rows) {
        CAPTURE(type, value);
        CHECK(expected_format(type, value, spoken).empty() == fits);
    }
}

constexpr version_number v2_2{2, 2, 0}, v2_3{2, 3, 0}, v2_4{2, 4, 0}, v2_5_1{2, 5, 1}, v2_8{2, 8, 0};

} // namespace

TEST_CASE("dates are days there are, as precise as the sender likes", "[parsers][hl7][formats]") {
    check_all(v2_5_1, {{"DT", "20260301", true},      {"DT", "202603", true},    {"DT", "2026", true},
                       {"DT", "20240229", true},      {"DT", "20000229", true},  {"DT", "20230229", false},
                       {"DT", "19000229", false},     {"DT", "20260431", false}, {"DT", "20261301", false},
                       {"DT", "20260001", false},     {"DT", "20260100", false}, {"DT", "00000101", false},
                       {"DT", "2026030", false},      {"DT", "202", false},      {"DT", "2026-03-01", false},
                       {"DT", "01.03.2026", false},   {"DT", " 2026", false},    {"DT", "20260301 ", false},
                       {"DT", "202603011200", false}, {"DT", "2026+0100", false}});
}

TEST_CASE("times of day run from 00 to 23:59:59.9999", "[parsers][hl7][formats]") {
    check_all(v2_5_1, {{"TM", "00", true},
                       {"TM", "23", true},
                       {"TM", "2359", true},
                       {"TM", "235959", true},
                       {"TM", "235959.9999", true},
                       {"TM", "0800+1400", true},
                       {"TM", "0800-1200", true},
                       {"TM", "24", false},
                       {"TM", "2400", false},
                       {"TM", "2360", false},
                       {"TM", "235960", false},
                       {"TM", "8", false},
                       {"TM", "080", false},
                       {"TM", "08:00", false},
                       {"TM", "080000.", false},
                       {"TM", "0800.5", false},
                       {"TM", "080000.12345", false},
                       {"TM", "0800+1401", false},
                       {"TM", "0800+0160", false},
                       {"TM", "0800+01:00", false},
                       {"TM", "0800Z", false},
                       {"TM", "+0100", false}});
}

TEST_CASE("points in time are dates, then times of day, then an offset", "[parsers][hl7][formats]") {
    for (std::string_view type : {"DTM", "TS"})
        check_all(v2_5_1, {{type, "2026", true},
                           {type, "2026+0100", true},
                           {type, "20260301", true},
                           {type, "2026030112", true},
                           {type, "202603011205", true},
                           {type, "20260301120559", true},
                           {type, "20260301120559.1234-0930", true},
                           {type, "20260229", false},
                           {type, "2026030124", false},
                           {type, "202603011260", false},
                           {type, "20260301120559.12345", false},
                           {type, "20260301120559,1", false},
                           {type, "20260301T1205", false},
                           {type, "20260301120559+1", false},
                           {type, "20260301120559^S", false},
                           {type, "now", false}});
}

TEST_CASE("before 2.5 an hour has minutes, before 2.3 a date has its day and a time its minutes",
          "[parsers][hl7][formats]") {
    check_all(v2_4, {{"TS", "2026030112", false}, {"TS", "202603011200", true}, {"TS", "2026", true}});
    check_all(v2_3, {{"DT", "2026", true}, {"TM", "12", true}, {"TS", "202603", true}, {"TS", "2026030112", false}});
    check_all(v2_2, {{"DT", "2026", false},
                     {"DT", "202603", false},
                     {"DT", "20260301", true},
                     {"TM", "12", false},
                     {"TM", "1200", true},
                     {"TS", "2026", false},
                     {"TS", "20260301", true},
                     {"TS", "2026030112", false},
                     {"TS", "202603011200", true}});
}

TEST_CASE("numbers have a sign or none, digits, and at most one point", "[parsers][hl7][formats]") {
    check_all(v2_5_1, {{"NM", "0", true},
                       {"NM", "-123.792", true},
                       {"NM", "+1", true},
                       {"NM", "007.50", true},
                       {"NM", ".5", true},
                       {"NM", "5.", true},
                       {"NM", ".", false},
                       {"NM", "-", false},
                       {"NM", "1e3", false},
                       {"NM", "1,5", false},
                       {"NM", "1.2.3", false},
                       {"NM", "<5", false},
                       {"NM", " 5", false},
                       {"NM", "5-", false},
                       {"NM", "0x1F", false},
                       {"NM", "NaN", false}});
}

TEST_CASE("sequence numbers are digits, since 2.5 at most four", "[parsers][hl7][formats]") {
    check_all(v2_8, {{"SI", "0", true}, {"SI", "9999", true}, {"SI", "0001", true}, {"SI", "10000", false}});
    check_all(v2_4, {{"SI", "10000", true}, {"SI", "-1", false}, {"SI", "1.0", false}, {"SI", "one", false}});
}

TEST_CASE("nothing, and HL7's nothing, are of every type, and other types expect nothing", "[parsers][hl7][formats]") {
    for (std::string_view type : {"DT", "TM", "DTM", "TS", "NM", "SI"}) {
        CHECK(has_format(type));
        check_all(v2_5_1, {{type, "", true}, {type, R"("")", true}, {type, "\"", false}});
    }
    for (std::string_view type : {"ST", "ID", "IS", "TX", "CX", "", "??"}) {
        CHECK_FALSE(has_format(type));
        check_all(v2_5_1, {{type, "anything", true}});
    }
}

TEST_CASE("what is wrong with a value says what was expected and not the value", "[parsers][hl7][formats]") {
    CHECK(expected_format("DT", "1.3.2026", v2_5_1) == "a date, YYYY[MM[DD]]");
    CHECK(expected_format("DT", "1.3.2026", v2_2) == "a date, YYYYMMDD");
}
