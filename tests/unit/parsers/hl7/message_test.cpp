// What is read as a message, what is refused, and where.
#include "base/limits.hpp"
#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace vagus::hl7;
using namespace std::literals;

namespace {

message accepted(std::string text) {
    auto read = message::parse(std::move(text));
    INFO((read ? "" : to_text(read.error())));
    REQUIRE(read);
    return std::move(*read);
}

std::string refused(std::string text) {
    const auto read = message::parse(std::move(text));
    REQUIRE_FALSE(read);
    return to_text(read.error());
}

} // namespace

TEST_CASE("a message is its segments and fields, as views into its bytes", "[parsers][hl7]") {
    const auto text = "MSH|^~\\&|LAB||HIS\rPID|1||77^^^MPI\rOBX|1|NM|||\r"s;
    const auto read = accepted(text);
    CHECK(read.bytes() == text);
    REQUIRE(read.segments().size() == 3);
    CHECK(read.segments()[1].id() == "PID");
    CHECK(read.segments()[1].text == "PID|1||77^^^MPI");
    CHECK(read.segments()[1].end == "\r");
    CHECK(read.segments()[1].fields() == 3);
    CHECK(read.read().field("PID", 3) == "77^^^MPI");
    CHECK(read.read().field("PID", 3).data() == read.bytes().data() + 25);
    CHECK(read.segments()[2].fields() == 5);
}

TEST_CASE("MSH counts its separator as MSH-1 and the encoding characters as MSH-2", "[parsers][hl7]") {
    const auto read = accepted("MSH|^~\\&|LAB||HIS\rBHS|^~\\&|X\r");
    const auto& msh = read.segments()[0];
    CHECK(msh.fields() == 5);
    CHECK(msh.field(1) == "|");
    CHECK(msh.field(2) == "^~\\&");
    CHECK(msh.field(3) == "LAB");
    CHECK(msh.field(5) == "HIS");
    CHECK(msh.field(6).data() == nullptr);
    CHECK(read.read().field("BHS", 3) == "X");
}

TEST_CASE("an absent field and an empty one are told apart", "[parsers][hl7]") {
    const auto read = accepted("MSH|^~\\&|A\rPID||x|\rPV1\r");
    const auto document = read.read();
    CHECK(document.field("PID", 0).data() == nullptr);
    CHECK(document.field("PID", 1).data() != nullptr);
    CHECK(document.field("PID", 1).empty());
    CHECK(document.field("PID", 3).data() != nullptr);
    CHECK(document.field("PID", 4).data() == nullptr);
    CHECK(document.field("PV1", 1).data() == nullptr);
    CHECK(document.field("ZZZ", 1).data() == nullptr);
}

TEST_CASE("segment ends are CR, LF, CRLF, with the blank lines and blanks that follow, or none", "[parsers][hl7]") {
    const auto read = accepted("MSH|^~\\&|A\nPID|1\r\nPV1|1\r\r \n  OBX|1|x ");
    REQUIRE(read.segments().size() == 4);
    CHECK(read.segments()[0].end == "\n");
    CHECK(read.segments()[1].end == "\r\n");
    CHECK(read.segments()[2].end == "\r\r \n  ");
    CHECK(read.segments()[3].end == "");
    CHECK(read.segments()[3].text == "OBX|1|x ");
}

TEST_CASE("control characters that files and links leave between segments belong to the end before", "[parsers][hl7]") {
    for (const auto& left : {"\0\0"s, "\x1C\r"s, "\x1A"s, "\f"s, "\t\v"s, "\x1C\x1C\r\n"s}) {
        const auto read = accepted(left + "MSH|^~\\&|A\r" + left + "PID|1|a" + left[0] + "b\r" + left);
        REQUIRE(read.segments().size() == 2);
        CHECK(read.segments()[0].end == "\r" + left);
        CHECK(read.segments()[1].text == "PID|1|a"s + left[0] + "b");
        CHECK(read.segments()[1].end == "\r" + left);
    }
}

TEST_CASE("a byte order mark and blank lines may stand before the MSH", "[parsers][hl7]") {
    const auto read = accepted("\xEF\xBB\xBF\r\n MSH|^~\\&|A\r");
    CHECK(read.segments()[0].text == "MSH|^~\\&|A");
    CHECK(read.bytes() == "\xEF\xBB\xBF\r\n MSH|^~\\&|A\r");
}

TEST_CASE("MSH-2 may give one to five delimiters", "[parsers][hl7]") {
    CHECK(accepted("MSH|^").marks() == delimiters{'|', '^', '\0', '\0', '\0', '\0'});
    CHECK(accepted("MSH|^~").marks() == delimiters{'|', '^', '~', '\0', '\0', '\0'});
    CHECK(accepted("MSH|^~\\").marks() == delimiters{'|', '^', '~', '\\', '\0', '\0'});
    CHECK(accepted("MSH|^~&").marks() == delimiters{'|', '^', '~', '\0', '&', '\0'});
    CHECK(accepted("MSH|^~\\&").marks() == delimiters{});
    CHECK(accepted("MSH|^~\\&#").marks() == delimiters{'|', '^', '~', '\\', '&', '#'});
    CHECK(accepted("MSH$%~?&$A\rPID$x|y").read().field("PID", 1) == "x|y");
}

TEST_CASE("MSH-1 and MSH-2 that cannot separate are refused by name", "[parsers][hl7]") {
    const auto at_1 = "at byte 3 (MSH-1): expected a field separator: a punctuation character, usually |"s;
    const auto at_2 = "at byte 4 (MSH-2): expected one to five different punctuation characters, usually ^~\\&"s;
    CHECK(refused("MSH") == at_1);
    CHECK(refused("MSH\r") == at_1);
    CHECK(refused("MSHA^~\\&A") == at_1);
    CHECK(refused("MSH|") == at_2);
    CHECK(refused("MSH||A") == at_2);
    CHECK(refused("MSH|^~\\&#!|A") == at_2);
    CHECK(refused("MSH|^~^&|A") == at_2);
    CHECK(refused("MSH|^~0&|A") == at_2);
    CHECK(refused("MSH|^\xCB\x9C\\&|A") == at_2);
    CHECK(refused("MSH|^~\\\\&|A") == at_2);
}

TEST_CASE("what is no message says where and what was expected", "[parsers][hl7]") {
    const auto id = "expected a segment id: a capital letter and two capital letters or digits"s;
    const auto end = "expected the field separator or the end of the segment (CR) after its id"s;
    for (auto text : {"", "M", "MS", "\r", "PID|1", "msh|^~\\&|A", "FHS|^~\\&|A"})
        CHECK(refused(text).ends_with("(segment 1): expected MSH, the segment that begins a message"));
    CHECK(refused("MSH|^~\\&|A\rI|1") == "at byte 11 (segment 2): " + id);
    CHECK(refused("MSH|^~\\&|A\rpid|1") == "at byte 11 (segment 2): " + id);
    CHECK(refused("MSH|^~\\&|A\rPID|1\r1ID|1") == "at byte 17 (segment 3): " + id);
    CHECK(refused("MSH|^~\\&|A\rOBX1|1") == "at byte 14 (segment 2): " + end);
    CHECK(refused("MSH|^~\\&|A\rPID|1\r\x7F") == "at byte 17 (segment 3): " + id);
    CHECK(refused("MSH|^~\\&|A\rMSH|^~\\&|B\r") ==
          "at byte 11 (segment 2): expected one message only: a second MSH begins here");
}

TEST_CASE("no value of the message is in an error", "[parsers][hl7]") {
    CHECK(refused("MSH|^~\\&|A\rNTE|1||first line\nsecret name\r").contains("secret") == false);
}

TEST_CASE("views stay valid when a message moves, however short it is", "[parsers][hl7]") {
    auto first = accepted("MSH|^~\\&|A");
    const auto field = first.read().field("MSH", 3);
    auto second = std::move(first);
    CHECK(field.data() == second.read().field("MSH", 3).data());
    CHECK(field == "A");
    CHECK(std::move(second).release() == "MSH|^~\\&|A");
    CHECK(second.bytes().empty());
    CHECK(second.segments().empty());
}

TEST_CASE("a field of any length is found where it stands", "[parsers][hl7]") {
    // Around the widths in which the text is searched.
    for (std::size_t length = 0; length < 200; ++length) {
        const auto read = accepted("MSH|^~\\&|" + std::string(length, 'x') + "|Z\rPID|" + std::string(length, 'y'));
        CHECK(read.read().field("MSH", 3).size() == length);
        CHECK(read.read().field("MSH", 4) == "Z");
        CHECK(read.read().field("PID", 1).size() == length);
    }
}

TEST_CASE("a message may have as many segments as the limit says, and not one more", "[parsers][hl7]") {
    std::string text = "MSH|^~\\&|A\r";
    for (std::size_t i = 1; i < vagus::limits::message_segments; ++i) text += "ZZZ\r";
    CHECK(accepted(text).segments().size() == vagus::limits::message_segments);
    CHECK(refused(text + "ZZZ\r").contains("fewer segments or fields"));
}

TEST_CASE("a message may have as many fields as the limit says, and not one more", "[parsers][hl7]") {
    auto text = "MSH|^~\\&" + std::string(vagus::limits::message_fields - 1, '|');
    CHECK(accepted(text).segments()[0].fields() == vagus::limits::message_fields + 1);
    CHECK(refused(text + "|").contains("fewer segments or fields"));
}

TEST_CASE("bytes that are no message stay their owner's", "[parsers][hl7]") {
    auto bytes = "MSH|^~\\&|A\rnot a segment, and longer than a short string\r"s;
    const auto copy = bytes;
    CHECK_FALSE(message::parse(std::move(bytes)));
    CHECK(bytes == copy); // NOLINT(bugprone-use-after-move): that is the promise
}

TEST_CASE("an error says segment and field in numbers too", "[parsers][hl7]") {
    const auto at = [](std::string text, strictness how) {
        const auto read = message::parse(text, how);
        REQUIRE_FALSE(read);
        return std::pair{read.error().segment, read.error().field};
    };
    using place = std::pair<std::size_t, std::size_t>;
    CHECK(at("PID|1", strictness::lenient) == place{1, 0});
    CHECK(at("MSHx", strictness::lenient) == place{1, 1});
    CHECK(at("MSH|^^", strictness::lenient) == place{1, 2});
    CHECK(at("MSH|^~\\&|A\rPID|1\rpid|2\r", strictness::lenient) == place{3, 0});
    CHECK(at("MSH|^~\\&|A\n", strictness::strict) == place{1, 3});
    CHECK(at("MSH|^~\\&|A\rOBX|1|TX|A||one\ntwo|\r", strictness::strict) == place{2, 5});
}
