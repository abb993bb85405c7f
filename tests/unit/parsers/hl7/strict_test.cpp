// What strict reading refuses and lenient reading forgives: docs/formats/hl7.md has the same list.
#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace vagus::hl7;
using namespace std::literals;

namespace {

std::string strictly(std::string text) {
    const auto read = message::parse(std::move(text), strictness::strict);
    return read ? "" : to_text(read.error());
}

const auto end_wanted = "expected the field separator, or CR, which strictly ends every segment"s;

} // namespace

TEST_CASE("strict reading takes what is by the letter", "[parsers][hl7]") {
    for (auto text : {"MSH|^~\\&|A\r", "MSH|^~\\&#|A\rPID|1||x~y^z\rZZ1\r", "MSH$%~?&$A\rPID$x|y\r",
                      "MSH|^~\\&|A\rNTE|1||MSH|^~\\& and a tab\t\r"})
        CHECK(strictly(text) == "");
}

TEST_CASE("strict reading takes no line feed, wherever it is", "[parsers][hl7]") {
    CHECK(strictly("MSH|^~\\&|A\nPID|1\r") == "at byte 10 (MSH-3): " + end_wanted);
    CHECK(strictly("MSH|^~\\&|A\r\nPID|1\r").starts_with("at byte 11 (segment 2): expected a segment id"));
    CHECK(strictly("MSH|^~\\&|A\rOBX|1|TX|A||one\ntwo\r") == "at byte 26 (segment 2, OBX-5): " + end_wanted);
}

TEST_CASE("strict reading takes no blank line, no blanks before a segment and nothing before the MSH",
          "[parsers][hl7]") {
    CHECK(strictly("MSH|^~\\&|A\r\rPID|1\r").starts_with("at byte 11 (segment 2): expected a segment id"));
    CHECK(strictly("MSH|^~\\&|A\r  PID|1\r").starts_with("at byte 11 (segment 2): expected a segment id"));
    CHECK(strictly("\rMSH|^~\\&|A\r").starts_with("at byte 0 (segment 1): expected MSH"));
    CHECK(strictly("\xEF\xBB\xBFMSH|^~\\&|A\r").starts_with("at byte 0 (segment 1): expected MSH"));
}

TEST_CASE("strict reading wants a CR behind the last segment", "[parsers][hl7]") {
    CHECK(strictly("MSH|^~\\&|A") == "at byte 10 (MSH-3): " + end_wanted);
    CHECK(strictly("MSH|^~\\&|A\rPID") == "at byte 14 (segment 2): " + end_wanted);
}

TEST_CASE("strict reading wants four or five characters in MSH-2", "[parsers][hl7]") {
    for (auto text : {"MSH|^|A\r", "MSH|^~|A\r", "MSH|^~\\|A\r", "MSH|^~&|A\r", "MSH|^~\\&#!|A\r"})
        CHECK(strictly(text).starts_with("at byte 4 (MSH-2): expected four or five different punctuation characters"));
}

TEST_CASE("what is strictly a message is leniently the same message", "[parsers][hl7]") {
    const auto text = "MSH|^~\\&#|A\rPID|1||x~y^z\rZZ1\r"s;
    const auto strict = message::parse(text, strictness::strict);
    const auto lenient = message::parse(text);
    REQUIRE(strict);
    REQUIRE(lenient);
    REQUIRE(strict->segments().size() == lenient->segments().size());
    for (std::size_t i = 0; i < strict->segments().size(); ++i)
        CHECK(strict->segments()[i].text == lenient->segments()[i].text);
    CHECK(strict->bytes() == text);
}
