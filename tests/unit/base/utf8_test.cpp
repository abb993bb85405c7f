// Which bytes are a character of UTF-8.
#include "base/utf8.hpp"
#include "tests/support/catch.hpp"

using vagus::utf8::character;

TEST_CASE("a well-formed character has its length", "[base]") {
    CHECK(character("A") == 1);
    CHECK(character("\xC3\xA4z") == 2);
    CHECK(character("\xE2\x82\xAC") == 3);
    CHECK(character("\xF0\x9F\xA9\xBA") == 4);
    CHECK(character("\xC2\x80") == 2);
    CHECK(character("\xF4\x8F\xBF\xBF") == 4);
}

TEST_CASE("stray, overlong, cut and surrogate bytes are no character", "[base]") {
    for (const auto* text : {"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3z", "\xE0\x9F\xBF", "\xED\xA0\x80",
                             "\xE2\x82", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
        INFO(text);
        CHECK(character(text) == 0);
    }
    CHECK(character("") == 0);
}

TEST_CASE("characters are counted, and a byte that is none counts as one", "[base]") {
    CHECK(vagus::utf8::characters("") == 0);
    CHECK(vagus::utf8::characters("a\xC3\xA4\xE2\x82\xAC") == 3);
    CHECK(vagus::utf8::characters("a\xC3z\xFF") == 4);
}
