// The 25 edge cases of docs/formats/hl7.md, each in a message of our own. edge_cases_test.cpp has the corpora's.
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/batch.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/message.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace vagus::hl7;
using namespace std::literals;

namespace {

const auto head = "MSH|^~\\&|A|B|C|D|2026||ADT^A04|7|P|2.5\r"s;

// Read leniently, and the same bytes again.
message accepted(const std::string& text, strictness how = strictness::lenient) {
    auto read = message::parse(text, how);
    INFO((read ? "" : to_text(read.error())));
    REQUIRE(read);
    REQUIRE(read->bytes() == text);
    return std::move(*read);
}

std::string refused(const std::string& text, strictness how = strictness::lenient) {
    const auto read = message::parse(text, how);
    REQUIRE_FALSE(read);
    return to_text(read.error());
}

std::string value(const message& of, std::string_view segment_id, std::size_t field) {
    return unescape(of.read().field(segment_id, field), of.marks());
}

} // namespace

TEST_CASE("01 a truncation character stands in MSH-2 and separates nothing", "[parsers][hl7][edge]") {
    const auto read = accepted("MSH|^~\\&#|||||2026||ORU^R01|1||2.5.1\rPID|1||ab#cd\\P\\\r", strictness::strict);
    CHECK(read.read().field("MSH", 2) == "^~\\&#");
    CHECK(read.read().field("MSH", 3) == "");
    CHECK(part(read.read().field("MSH", 9), '^', 1) == "ORU");
    CHECK(value(read, "PID", 3) == "ab#cd#");
}

TEST_CASE("02, 03 any punctuation separates", "[parsers][hl7][edge]") {
    const auto read = accepted("MSH^~|\\&^A^B~C^D^E^2026^^ORU~R01^1^P^2.4\rOBX^^ST^1~PAIN\r", strictness::strict);
    CHECK(read.marks() == delimiters{'^', '~', '|', '\\', '&', '\0'});
    CHECK(part(read.read().field("MSH", 9), '~', 2) == "R01");
    CHECK(part(read.read().field("OBX", 3), '~', 2) == "PAIN");
    const auto short_one = accepted("MSH$%~\\&$LAB\rPID$$$1$$DOE%JANE%E%%%L\r", strictness::strict);
    CHECK(part(short_one.read().field("PID", 5), '%', 6) == "L");
    CHECK(short_one.read().field("MSH", 9).data() == nullptr);
    for (char c = '!'; c < '\x7F'; ++c) {
        const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        const auto text = "MSH"s + c + (c == '^' ? "|" : "^") + c + "x" + c + "y\r";
        CHECK(message::parse(text).has_value() == !letter);
    }
}

TEST_CASE("04 an MSH-2 of three characters is read by position, but its & means subcomponents",
          "[parsers][hl7][edge]") {
    const auto text = "MSH|^~&|A||||2026||ORM^O01|23|T|2.3\rPID|1||a&b^c\\F\\d\r"s;
    const auto read = accepted(text);
    CHECK(part(part(read.read().field("PID", 3), '^', 1), '&', 2) == "b");
    CHECK(part(value(read, "PID", 3), '^', 2) == "c\\F\\d"); // no escapes
    CHECK(acknowledge(read.read(), {.control_id = "1", .time = "2026"}).starts_with("MSH|^~&|"));
    CHECK(refused(text, strictness::strict).starts_with("at byte 4 (MSH-2): expected four or five"));
}

TEST_CASE("05 a character of several bytes is no delimiter", "[parsers][hl7][edge]") {
    CHECK(refused("MSH|^\xCB\x9C\\&|A\r").starts_with("at byte 4 (MSH-2): expected one to five different"));
    CHECK(refused("MSH\xC2\xA6^~\\&\xC2\xA6"
                  "A\r")
              .starts_with("at byte 3 (MSH-1)"));
}

TEST_CASE("06 a lone escape character is text, and never hides a delimiter", "[parsers][hl7][edge]") {
    const auto read = accepted(head + "ZZ1|C:\\temp|a\\|b\\^c~\\d\r");
    CHECK(value(read, "ZZ1", 1) == "C:\\temp");
    CHECK(value(read, "ZZ1", 2) == "a\\");
    CHECK(part(read.read().field("ZZ1", 3), '^', 1) == "b\\");
}

TEST_CASE("07, 08 escapes are decoded once, from left to right", "[parsers][hl7][edge]") {
    const auto read = accepted(head + "PID|1||x~9^\\E\\^^S|\\E\\T\\E\\|\\F\\\\S\\\\T\\\\R\\\\E\\\r");
    CHECK(unescape(part(part(read.read().field("PID", 3), '~', 2), '^', 2), read.marks()) == "\\");
    CHECK(value(read, "PID", 4) == "\\T\\");
    CHECK(escape(value(read, "PID", 4), read.marks()) == "\\E\\T\\E\\");
    CHECK(value(read, "PID", 5) == "|^&~\\");
}

TEST_CASE("09 hexadecimal escapes are bytes", "[parsers][hl7][edge]") {
    const auto read = accepted(head + "NTE|1||T\\XC3A4\\g|\\XE6AF8F\\\\XE5A4A9\\|\\XE1\\|\\X0\\\\XGG\\\\X\\\r");
    CHECK(value(read, "NTE", 3) == "T\xC3\xA4g");
    CHECK(value(read, "NTE", 4) == "\xE6\xAF\x8F\xE5\xA4\xA9");
    CHECK(value(read, "NTE", 5) == "\xE1");               // no UTF-8: kept
    CHECK(value(read, "NTE", 6) == "\\X0\\\\XGG\\\\X\\"); // no bytes: kept
}

TEST_CASE("10 formatting and unknown sequences stay as they are", "[parsers][hl7][edge]") {
    const auto text = "a\\.br\\\\.sp+3\\\\H\\b\\N\\\\C2842\\\\M00\\\\Zabc\\\\Q\\"s;
    const auto read = accepted(head + "OBX|1|FT|A||" + text + "\r");
    CHECK(value(read, "OBX", 5) == text);
}

TEST_CASE("11 absent, empty and null are three things", "[parsers][hl7][edge]") {
    const auto read = accepted("MSH|^~\\&|A||||\r\nEVN|A04|2026||\"\"\r\nPID|||\"\"^^^^PRC~x|\r\n");
    CHECK(read.read().field("EVN", 3).data() != nullptr);
    CHECK(read.read().field("EVN", 3).empty());
    CHECK(read.read().field("EVN", 4) == "\"\"");
    CHECK(read.read().field("EVN", 5).data() == nullptr);
    CHECK(part(part(read.read().field("PID", 3), '~', 1), '^', 1) == "\"\"");
    CHECK(read.read().field("PID", 4).data() != nullptr);
}

TEST_CASE("12 line ends of every kind and blank lines: leniently forgiven, strictly not", "[parsers][hl7][edge]") {
    const auto text = "MSH|^~\\&|A\n\nEVN|A04\r\n\r\rPID|1\n"s;
    CHECK(accepted(text).segments().size() == 3);
    CHECK(refused(text, strictness::strict).starts_with("at byte 10 (MSH-3)"));
}

TEST_CASE("13 a segment may be its id alone", "[parsers][hl7][edge]") {
    const auto read = accepted(head + "PID\rPV1|\r", strictness::strict);
    CHECK(read.segments()[1].fields() == 0);
    CHECK(read.read().field("PID", 3).data() == nullptr);
    CHECK(read.segments()[2].fields() == 1);
}

TEST_CASE("14 empty repetitions count", "[parsers][hl7][edge]") {
    const auto read = accepted(head + "PID|1||~b|x~|p~~q|~\r", strictness::strict);
    CHECK(parts(read.read().field("PID", 3), '~') == 2);
    CHECK(part(read.read().field("PID", 3), '~', 1).empty());
    CHECK(parts(read.read().field("PID", 4), '~') == 2);
    CHECK(parts(read.read().field("PID", 5), '~') == 3);
    CHECK(parts(read.read().field("PID", 6), '~') == 2);
}

TEST_CASE("15, 16 reading depends on no data type", "[parsers][hl7][edge]") {
    const auto read = accepted(head + "PID|4&y^x&z\rOBX||||| Blood&Plasma|||\rOBX|2|MED|||2026\rOBX|3|DT|||no date\r");
    CHECK(part(part(read.read().field("PID", 1), '^', 2), '&', 2) == "z");
    CHECK(part(read.segments()[2].field(5), '&', 2) == "Plasma");
    CHECK(read.segments()[4].field(5) == "no date");
}

TEST_CASE("17 a line break inside a text is no segment and is not guessed away", "[parsers][hl7][edge]") {
    const auto text = head + "OBX|1|ST|Test\r\rString||x\rNTE|1\r";
    const auto at = head.size() + 15;
    CHECK(refused(text).starts_with("at byte " + std::to_string(at) + " (segment 3): expected a segment id"));
    CHECK(refused(text, strictness::strict).starts_with("at byte " + std::to_string(at - 1) + " (segment 3)"));
}

TEST_CASE("18 segment ids are three capitals or digits; blanks before one are of the line before",
          "[parsers][hl7][edge]") {
    for (const auto* line : {"I|1", "pid|1", "ZA|1", "OBX1|1", "PID |1", "1AB|1", "P D|1", "\xC3\x84XX|1"})
        CHECK(refused(head + line + "\r").contains("(segment 2): expected "));
    CHECK(accepted(head + "ZZZ|a\r   PV1|1\r").segments()[1].end == "\r   ");
    CHECK(refused(head + "   PV1|1\r", strictness::strict).contains("(segment 2): expected a segment id"));
}

TEST_CASE("19 what is too short is refused", "[parsers][hl7][edge]") {
    for (const auto* text : {"", "M", "MS", "MSH", "MSH|", "\r", "M\r", "MS\r", "MSH\r", "MSH|\r", "MSH||\r"}) {
        CHECK(refused(text).starts_with("at byte "));
        CHECK(refused(text, strictness::strict).starts_with("at byte "));
    }
    CHECK(accepted("MSH|^").segments().size() == 1);
}

TEST_CASE("20 noise ends in an error at its place", "[parsers][hl7][edge]") {
    CHECK(refused("MSH|^|||||||^A|||2.2\r^AA").starts_with("at byte 21 (segment 2)"));
    CHECK(refused("MSH|^\x01\\0|||0").starts_with("at byte 4 (MSH-2)"));
    CHECK(refused("MSHH0\r").starts_with("at byte 3 (MSH-1)"));
}

TEST_CASE("21 an MSH inside a text is text, a second one is an error", "[parsers][hl7][edge]") {
    const auto read = accepted(head + "NTE|1||header MSH\\F\\ and MSH|^~\\& text\rPID|1\r", strictness::strict);
    CHECK(read.segments().size() == 3);
    CHECK(refused(head + head).ends_with("one message only: a second MSH begins here"));
}

TEST_CASE("22 a batch is no message, and its messages are", "[parsers][hl7][edge]") {
    const auto batch = "BHS|^~\\&|A\r" + head + "MSH$%~\\&$B\rEVN$A04\rBTS|2\r";
    CHECK(refused(batch).starts_with("at byte 0 (segment 1): expected MSH"));
    const auto found = read_batch(batch);
    REQUIRE(found);
    REQUIRE(found->messages.size() == 2);
    CHECK(accepted(std::string{found->messages[1]}, strictness::strict).marks().field == '$');
    CHECK_FALSE(read_batch("BHS|^~\\&|A\r" + head + "BTS|2\r"));
}

TEST_CASE("23 a comment is no segment", "[parsers][hl7][edge]") {
    // Files have them between messages, and there whoever reads files leaves them out (messages_in_test.cpp).
    CHECK(refused(head + "# comment\r").contains("(segment 2): expected a segment id"));
}

TEST_CASE("24 any bytes are text", "[parsers][hl7][edge]") {
    std::string all;
    for (int c = 0; c < 256; ++c)
        if (c != '\r' && c != '\n' && c != '|') all += static_cast<char>(c);
    CHECK(accepted(head + "NTE|1||" + all + "\r", strictness::strict).read().field("NTE", 3) == all);
}

TEST_CASE("25 an unknown version, structure or segment is read like any other", "[parsers][hl7][edge]") {
    const auto read = accepted("MSH|^~\\&|A||||2026||QQQ^Q99^ZZZ_Z99|1|D|2.999\rZNT|ZNT1\rQ9X|1\r", strictness::strict);
    CHECK(part(read.read().field("MSH", 9), '^', 2) == "Q99");
    CHECK(read.read().field("ZNT", 1) == "ZNT1");
}

TEST_CASE("an error stands where the text stops making sense, whatever kind it is", "[parsers][hl7][edge]") {
    const auto at = [](const std::string& text, strictness how) {
        const auto read = message::parse(text, how);
        REQUIRE_FALSE(read);
        const auto& why = read.error();
        return std::to_string(why.offset) + " " + std::to_string(why.segment) + " " + std::to_string(why.field);
    };
    const auto n = head.size();
    for (auto how : {strictness::lenient, strictness::strict}) {
        CHECK(at("MSX|^~\\&|A\r", how) == "0 1 0");
        CHECK(at("MSHa^~\\&|A\r", how) == "3 1 1");
        CHECK(at("MSH|^~\\^|A\r", how) == "4 1 2");
        CHECK(at(head + "PID|1|x\rpv1|1\r", how) == std::to_string(n + 8) + " 3 0");
        CHECK(at(head + "PID|1|x\rPV1x|1\r", how) == std::to_string(n + 11) + " 3 0");
        CHECK(at(head + "PID|1|x\r" + head, how) == std::to_string(n + 8) + " 3 0");
    }
    CHECK(at(head + "PID|1|x\ny|2\r", strictness::strict) == std::to_string(n + 7) + " 2 2");
    CHECK(at(head + "PID|1|x", strictness::strict) == std::to_string(n + 7) + " 2 2");
}
