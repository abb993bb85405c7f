// Inside a field: parts and escapes, both ways.
#include "parsers/charset/names.hpp"
#include "parsers/hl7/element.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::hl7;
using namespace std::literals;

namespace {

const delimiters standard;
const delimiters no_escape{'|', '^', '~', '\0', '&', '\0'};

} // namespace

TEST_CASE("parts are counted from one, and those that are not there are absent", "[parsers][hl7]") {
    CHECK(part("a^b^c", '^', 1) == "a");
    CHECK(part("a^b^c", '^', 3) == "c");
    CHECK(part("a^b^c", '^', 4).data() == nullptr);
    CHECK(part("a^b^c", '^', 0).data() == nullptr);
    CHECK(part("a^^", '^', 3).data() != nullptr);
    CHECK(part("a^^", '^', 3).empty());
    CHECK(part("", '^', 1).data() != nullptr);
    CHECK(part({}, '^', 1).data() == nullptr);
    CHECK(parts("a^b^c", '^') == 3);
    CHECK(parts("", '^') == 1);
    CHECK(parts("^", '^') == 2);
}

TEST_CASE("a separator the message does not have never cuts", "[parsers][hl7]") {
    const auto text = "a\0b"sv;
    CHECK(part(text, '\0', 1) == text);
    CHECK(part(text, '\0', 2).data() == nullptr);
    CHECK(parts(text, '\0') == 1);
    CHECK(with_part(text, '\0', 1, "x") == "x");
    CHECK(with_part(text, '\0', 2, "x") == text);
}

TEST_CASE("a part is replaced where it stands, or padded up to", "[parsers][hl7]") {
    CHECK(with_part("a^b^c", '^', 2, "B") == "a^B^c");
    CHECK(with_part("a^b^c", '^', 2, "") == "a^^c");
    CHECK(with_part("a^b^c", '^', 5, "E") == "a^b^c^^E");
    CHECK(with_part("", '^', 1, "A") == "A");
    CHECK(with_part("", '^', 3, "C") == "^^C");
    CHECK(with_part({}, '^', 2, "B") == "^B");
    CHECK(with_part("a", '^', 0, "x") == "a");
}

TEST_CASE("named and hexadecimal escapes become what they stand for", "[parsers][hl7]") {
    CHECK(unescape("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f", standard) == "a|b^c&d~e\\f");
    CHECK(unescape("\\X0D\\\\X0a41\\", standard) == "\r\nA");
    CHECK(unescape("plain", standard) == "plain");
    CHECK(unescape("", standard) == "");
    CHECK(unescape("?F?", {'$', '%', '~', '?', '&', '\0'}) == "$");
    CHECK(unescape("\\P\\", {'|', '^', '~', '\\', '&', '#'}) == "#");
}

TEST_CASE("escapes are read once, from left to right", "[parsers][hl7]") {
    CHECK(unescape("\\E\\T\\E\\", standard) == "\\T\\");
    CHECK(unescape("\\E\\F\\F\\", standard) == "\\F|");
    CHECK(unescape("\\.br\\F\\T\\", standard) == "\\.br\\F&");
}

TEST_CASE("other sequences and lone escape characters stay as they are", "[parsers][hl7]") {
    for (auto text :
         {"\\.br\\", "\\.sp+3\\", "\\.in-5\\", "\\H\\bold\\N\\", "\\C2842\\", "\\M24A8\\", "\\Zlocal1\\", "\\", "a\\",
          "\\\\", "C:\\temp", "4\\5 re.", "\\X\\", "\\X4\\", "\\XGG\\", "\\F", "\\f\\", "\\P\\", "\\Q\\"})
        CHECK(unescape(text, standard) == text);
    CHECK(unescape("a\\5 re. \\F\\", standard) == "a\\5 re. |");
}

TEST_CASE("a message without an escape character has no escapes", "[parsers][hl7]") {
    CHECK(unescape("\\F\\", no_escape) == "\\F\\");
    CHECK(escape("a\\b", no_escape) == "a\\b");
    CHECK(escape("a|b^c&d~e\rf\ng", no_escape) == "a b c d e f g");
}

TEST_CASE("a value that is written cuts nothing and reads as itself", "[parsers][hl7]") {
    CHECK(escape("a|b^c&d~e\\f\r\n", standard) == "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\X0D\\\\X0A\\");
    CHECK(escape("Apt #5", {'|', '^', '~', '\\', '&', '#'}) == "Apt #5");
    CHECK(escape("a\0"sv, {'|', '^', '\0', '\\', '\0', '\0'}) == "a\\X00\\"); // no delimiter that is not there
    for (auto value : {"\\.br\\", "\\F\\", "\\\\", "\\X41\\", "C:\\F\\T\\"})
        CHECK(unescape(escape(value, standard), standard) == value);
}

TEST_CASE("what a frame or a reader could take for an end is written in hexadecimal", "[parsers][hl7]") {
    CHECK(escape("a\x1C\x0B\x0C\x1F\0b"sv, standard) == "a\\X1C\\\\X0B\\\\X0C\\\\X1F\\\\X00\\b");
    CHECK(escape("a\x1C\x0B\0b"sv, no_escape) == "a   b");
    // Of text: tabs, and what shifts between the sets of ISO 2022, which nobody may have declared.
    CHECK(escape("a\tb\x1B$B\x0E\x0F\x7F\xFF", standard) == "a\tb\x1B$B\x0E\x0F\x7F\xFF");
    for (int c = 0; c < 256; ++c) {
        const std::string one{'a', static_cast<char>(c), 'b'};
        CHECK(unescape(escape(one, standard), standard) == one);
    }
}

TEST_CASE("formatting commands are written as commands", "[parsers][hl7]") {
    for (auto text : {"one\\.br\\two \\H\\bold\\N\\", "\\.sp\\", "\\.sp3\\", "\\.sp+3\\", "\\.in-5\\", "\\.ti4\\",
                      "\\.sk12\\", "\\.fi\\\\.nf\\\\.ce\\", "\\C2842\\", "\\M2442\\", "\\M24A8fF\\", "\\Zlocal1\\"}) {
        CHECK(escape(text, standard) == text);
        CHECK(unescape(text, standard) == text);
    }
    CHECK(escape("a?.br?b", {'$', '%', '~', '?', '&', '\0'}) == "a?.br?b");
    CHECK(escape("\\.br\\", no_escape) == "\\.br\\");
}

TEST_CASE("what only looks like a command is text", "[parsers][hl7]") {
    const auto literal = [](std::string text) {
        for (std::size_t at = 0; (at = text.find('\\', at)) != std::string::npos; at += 3) text.replace(at, 1, "\\E\\");
        return text;
    };
    for (auto text : {"\\F\\",      "\\T\\", "\\E\\",    "\\P\\",    "\\X41\\",    "\\.br",      ".br\\",
                      "\\.BR\\",    "\\h\\", "\\.brx\\", "\\.br1\\", "\\.spx\\",   "\\.sp+\\",   "\\.sp3+\\",
                      "\\.temp\\",  "\\.\\", "\\HH\\",   "\\C284\\", "\\C28423\\", "\\CG842\\",  "\\M24\\",
                      "\\M24A8F\\", "\\Z\\", "\\Za b\\", "\\Q\\",    "\\\\",       "C:\\temp\\x"}) {
        CHECK(escape(text, standard) == literal(text));
        CHECK(unescape(escape(text, standard), standard) == text);
    }
    CHECK(escape("\\H\\H\\", standard) == "\\H\\H\\E\\"); // from left to right
    CHECK(escape("\\\\H\\", standard) == "\\E\\\\H\\");
    CHECK(escape("\\Za|b\\", standard) == "\\E\\Za\\F\\b\\E\\");
    // A character of a command that cuts in this message.
    CHECK(escape("\\.br\\", {'|', '.', '~', '\\', '&', '\0'}) == "\\E\\\\S\\br\\E\\");
    CHECK(escape("\\.sp+3\\", {'|', '^', '~', '\\', '+', '\0'}) == "\\E\\.sp\\T\\3\\E\\");
}

TEST_CASE("a long list of parts and a long run of escapes take linear time", "[parsers][hl7]") {
    const std::string many(1'000'000, '^');
    CHECK(part(many, '^', 1'000'001).data() == many.data() + many.size());
    CHECK(unescape(std::string(1'000'000, '\\'), standard).size() == 1'000'000);
    std::string open;
    for (int i = 0; i < 100'000; ++i) open += "\\.aaaaaaa";
    CHECK(unescape(open, standard) == open);
    CHECK(unescape("\\." + std::string(1'000'000, 'a'), standard).size() == 1'000'002);
    CHECK(escape(open, standard).size() == open.size() + 200'000);
    CHECK(escape("\\Z" + std::string(1'000'000, 'a'), standard).size() == 1'000'004);
    CHECK(escape("\\.sp" + std::string(1'000'000, '1'), standard).size() == 1'000'006);
}

TEST_CASE("hexadecimal escapes are bytes of the message's set", "[parsers][hl7]") {
    const auto read = [](const char* set, std::string_view raw) {
        delimiters marks;
        marks.hex = vagus::charset::find(set);
        REQUIRE(marks.hex != nullptr);
        return unescape(raw, marks);
    };
    CHECK(read("8859/1", "M\\XFC\\ller") == "M\xC3\xBCller");
    CHECK(read("8859/2", "\\XB3\\") == "\xC5\x82");
    CHECK(read("8859/1", "\\XC3A4\\") == "\xC3\x83\xC2\xA4"); // two letters there, one in UTF-8
    CHECK(read("UNICODE UTF-8", "\\XC3A4\\") == "\xC3\xA4");
    CHECK(read("Shift_JIS", "\\X835C\\\\X945C\\|") == "\xE3\x82\xBD\xE8\x83\xBD|");
    CHECK(read("Shift_JIS", "\\X83\\\\X5C\\") == "\xE3\x82\xBD"); // a character in two sequences
    CHECK(read("8859/1", "\\X0D0A\\\\F\\\\XE4\\\\H\\") == "\r\n|\xC3\xA4\\H\\");
}
