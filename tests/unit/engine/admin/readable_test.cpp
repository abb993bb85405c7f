// What a person is shown of bytes that anybody may have sent.
#include "engine/admin/readable.hpp"
#include "tests/support/catch.hpp"

using vagus::admin::readable;

TEST_CASE("text in UTF-8 is shown as it is", "[admin]") {
    CHECK(readable("PID|1||M\xC3\xBCller\\T\\\rNTE|\xE2\x82\xAC \xF0\x9F\xA9\xBA\tx\n") ==
          "PID|1||M\xC3\xBCller\\T\\\rNTE|\xE2\x82\xAC \xF0\x9F\xA9\xBA\tx\n");
    CHECK(readable("\xC2\xA0").size() == 2); // the first behind C1
    CHECK(readable("").empty());
}

TEST_CASE("bytes of another charset become numbers, and what follows them stays", "[admin]") {
    CHECK(readable("M\xFCller") == "M\\xFCller");
    CHECK(readable("\xC3") == "\\xC3");
    CHECK(readable("\xE2\x82"
                   "A\xC3\xA4") == "\\xE2\\x82"
                                   "A\xC3\xA4");
}

TEST_CASE("nothing that was sent can command a terminal", "[admin]") {
    CHECK(readable("\x1B[2J") == "\\x1B[2J");
    CHECK(readable("\xC2\x9B"
                   "2J") == "\\xC2\\x9B"
                            "2J"); // CSI as a character of UTF-8
    CHECK(readable("\x9B"
                   "2J") == "\\x9B"
                            "2J"); // and as a byte
    CHECK(readable("\x07\x08\x7F") == "\\x07\\x08\\x7F");
    CHECK(readable(std::string_view{"\0", 1}) == "\\x00");
}
