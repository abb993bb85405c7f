#include "engine/observe/line.hpp"
#include "tests/support/catch.hpp"

#include <boost/json/parse.hpp>

#include <string>

using vagus::facts;
using vagus::severity;
using vagus::observe::json_line;
using vagus::observe::text_line;

namespace {

constexpr vagus::wall_us some_time = 1'772'355'762'118'999; // 2026-03-01T09:02:42.118999Z

std::string value_after_the_road(const std::string& text) {
    auto line = json_line(some_time, "e", severity::info, {{"k", text}});
    CHECK(line.find_first_of("\n\r\x1b\x7f") == std::string::npos);
    boost::system::error_code error;
    auto read = boost::json::parse(line, error);
    REQUIRE_FALSE(error);
    return std::string{read.at("k").as_string()};
}

} // namespace

TEST_CASE("a JSON line starts with time, level and event, and goes on with the facts in order", "[observe]") {
    CHECK(
        json_line(some_time, "delivery.rejected", severity::warn,
                  {{"output", std::string{"pas"}}, {"attempt", std::int64_t{2}}, {"again", false}}) ==
        R"({"ts":"2026-03-01T09:02:42.118Z","level":"warn","event":"delivery.rejected","output":"pas","attempt":2,"again":false})");
}

TEST_CASE("a JSON line carries any text and stays one line of valid JSON", "[observe]") {
    for (const std::string text :
         {"plain", "quote \" and \\", "two\nlines\r", "\x1b[31mred", "caf\xc3\xa9", "\xf0\x9f\x8f\xa5", "tab\t"})
        CHECK(value_after_the_road(text) == text);
    CHECK(value_after_the_road(std::string("a\0b", 3)) == std::string("a\0b", 3));
}

TEST_CASE("bytes that are not UTF-8 become the replacement character, one for each", "[observe]") {
    const std::string bad = "\xef\xbf\xbd";
    CHECK(value_after_the_road("M\xfcller") == "M" + bad + "ller");
    CHECK(value_after_the_road("\xc0\xaf") == bad + bad);              // overlong
    CHECK(value_after_the_road("\xed\xa0\x80") == bad + bad + bad);    // a surrogate
    CHECK(value_after_the_road("cut \xe2\x82") == "cut " + bad + bad); // cut off
}

TEST_CASE("every single byte gives valid JSON", "[observe]") {
    for (int byte = 0; byte < 256; ++byte)
        CHECK_FALSE(value_after_the_road(std::string(1, static_cast<char>(byte))).empty());
}

TEST_CASE("C1 controls, which some terminals obey, are escaped", "[observe]") {
    auto line = json_line(some_time, "e", severity::info,
                          {{"k", std::string{"a\xc2\x9b"
                                             "31m"}}});
    CHECK(line.find("\\u009b") != std::string::npos);
    CHECK(line.find("\xc2\x9b") == std::string::npos);
}

TEST_CASE("a text line is for reading: values with blanks or controls stand in quotes", "[observe]") {
    CHECK(text_line(some_time, "output.down", severity::error,
                    {{"output", std::string{"pas"}},
                     {"reason", std::string{"connection\nrefused"}},
                     {"tries", std::int64_t{3}},
                     {"none", std::string{}}}) ==
          "09:02:42.118 error output.down  output=pas reason=\"connection\\nrefused\" tries=3 none=\"\"");
}

TEST_CASE("a time before 1970 is still a time", "[observe]") {
    CHECK(json_line(-1, "e", severity::info, {}) == R"({"ts":"1969-12-31T23:59:59.999Z","level":"info","event":"e"})");
}
