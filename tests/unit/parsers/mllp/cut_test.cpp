// What in a message a receiver would take for the frame's end or beginning.
#include "parsers/mllp/cut.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace std::literals;
using vagus::mllp::cut_in;

TEST_CASE("a message of characters and line ends has nothing of a frame in it", "[parsers][mllp]") {
    CHECK(cut_in("MSH|^~\\&|A\rPID|1||7\r") == std::nullopt);
    CHECK(cut_in("") == std::nullopt);
    CHECK(cut_in("\r\n \x1C\x0B\r") == std::nullopt); // nothing that could be lost
    CHECK(cut_in("MSH|a\tb\x0C\0\x1B\x1D\x7F\xFF\r"sv) == std::nullopt);
}

TEST_CASE("FS cuts wherever something stands behind it, with CR or without", "[parsers][mllp]") {
    CHECK(cut_in("MSH|a\x1C\rPID|1\r") == 5);
    CHECK(cut_in("MSH|a\x1C|b\r") == 5);
    CHECK(cut_in("MSH|a\r\x1CPID|1\r") == 6);
    CHECK(cut_in("MSH|a\x1C\xC3\xBC") == 5);
    CHECK(cut_in("\x1CMSH|a\r") == std::nullopt); // nothing before it
    CHECK(cut_in("MSH|a\r\x1C\r") == std::nullopt);
    CHECK(cut_in("MSH|a\x1C") == std::nullopt);
}

TEST_CASE("VT cuts where a header follows it, and is text elsewhere", "[parsers][mllp]") {
    CHECK(cut_in("MSH|a\x0BMSH|b\r") == 5);
    CHECK(cut_in("MSH|a\x0B"
                 "BHS|b\r") == 5);
    CHECK(cut_in("MSH|a\x0B"
                 "FHS|b\r") == 5);
    CHECK(cut_in("MSH|a\x0B"
                 "b\x0BM\x0BMSH|\r") == 9);
    CHECK(cut_in("MSH|a\x0Bline\x0B"
                 "MS\x0B") == std::nullopt);
    CHECK(cut_in("\x0BMSH|a\r") == std::nullopt);
    CHECK(cut_in("MSH|a\x0BMSH|\x1C|\r") == 5); // the first of them
    CHECK(cut_in("MSH|a\x1C|\x0BMSH|\r") == 5);
}

TEST_CASE("a megabyte of line tabs takes linear time", "[parsers][mllp]") {
    CHECK(cut_in("MSH|" + std::string(1U << 20U, '\x0B') + "MS|") == std::nullopt);
}
