// Answers: what a sender reads, and what we read from a receiver.
#include "parsers/hl7/acknowledge.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::hl7;
using namespace std::literals;

namespace {

std::string answered(std::string text, const answer& what) {
    const auto read = message::parse(std::move(text));
    REQUIRE(read);
    return acknowledge(read->read(), what);
}

const answer accept{.code = ack_code::AA, .control_id = "V1", .time = "20240501120000"};
const answer reject{.code = ack_code::AE,
                    .control_id = "V1",
                    .time = "20240501120000",
                    .text = "1 finding",
                    .faults = {{.code = condition::required_missing,
                                .at = {.segment = "PID", .field = 3},
                                .words = "PID-3 is empty",
                                .diagnostic = "adt.yaml:7"}}};

} // namespace

TEST_CASE("a positive answer swaps the parties and names what it answers", "[parsers][hl7]") {
    CHECK(answered("MSH|^~\\&|LAB|SITE|HIS|WARD|2024||ORU^R01^ORU_R01|4711|T|2.5.1\rPID|1\r", accept) ==
          "MSH|^~\\&|HIS|WARD|LAB|SITE|20240501120000||ACK^R01^ACK|V1|T|2.5.1\rMSA|AA|4711\r");
}

TEST_CASE("MSA-2 is MSH-10 byte for byte, even when it is odd or empty", "[parsers][hl7]") {
    for (auto id : {""s, "a\\F\\b"s, " 12 "s, "\xFF\x80"s, "A^1~2&3"s, "\"\""s}) {
        const auto ack = answered("MSH|^~\\&|||||||ADT^A01|" + id + "|P|2.3\r", accept);
        const auto read = read_answer(ack);
        REQUIRE(read);
        CHECK(read->control_id == id);
    }
}

TEST_CASE("MSH-9 has the form of the sender's version", "[parsers][hl7]") {
    auto type = [](const std::string& sent, const std::string& version) {
        const auto ack = message::parse(answered("MSH|^~\\&|||||||" + sent + "|1|P|" + version + "\r", accept));
        REQUIRE(ack);
        CHECK(ack->read().field("MSH", 12) == (version.empty() ? "2.5.1" : version));
        return std::string{ack->read().field("MSH", 9)};
    };
    CHECK(type("ADT^A01", "2.3") == "ACK^A01");
    CHECK(type("ADT^A01", "2.3.1") == "ACK^A01^ACK");
    CHECK(type("ADT^A01^ADT_A01", "2.8.2") == "ACK^A01^ACK");
    CHECK(type("ADT^A01", "2.5^DEU") == "ACK^A01^ACK");
    CHECK(type("ADT^A01", "") == "ACK^A01^ACK");
    CHECK(type("ADT^A01", "2.999") == "ACK^A01^ACK");
    CHECK(type("ADT^A01", "?") == "ACK^A01");
    CHECK(type("ADT", "2.5") == "ACK");
    CHECK(type("", "2.5") == "ACK");
}

TEST_CASE("a negative answer has an ERR in the form of the sender's version", "[parsers][hl7]") {
    CHECK(answered("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|2.5\r", reject) ==
          "MSH|^~\\&|C|D|A|B|20240501120000||ACK^A01^ACK|V1|P|2.5\rMSA|AE|7|1 finding\r"
          "ERR||PID^1^3|101^Required field missing^HL70357|E|||adt.yaml:7|PID-3 is empty\r");
    CHECK(answered("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|2.4\r", reject) ==
          "MSH|^~\\&|C|D|A|B|20240501120000||ACK^A01^ACK|V1|P|2.4\rMSA|AE|7|1 finding\r"
          "ERR|PID^1^3^101&Required field missing&HL70357\r");
    CHECK(answered("MSH|^~|A|B|C|D|||ADT^A01|7|P|2.4\r", reject) ==
          "MSH|^~|C|D|A|B|20240501120000||ACK^A01^ACK|V1|P|2.4\rMSA|AE|7|1 finding\rERR|PID^1^3^101\r");
    const answer unsaid{.code = ack_code::AR, .control_id = "V1"};
    CHECK(answered("MSH|^~\\&|||||||ADT^A01|7|P|2.5\r", unsaid) ==
          "MSH|^~\\&|||||||ACK^A01^ACK|V1|P|2.5\rMSA|AR|7\rERR|||207^Application internal error^HL70357|E\r");
}

TEST_CASE("every fault has an ERR since 2.5, and before a repetition of ERR-1", "[parsers][hl7]") {
    auto what = reject;
    what.faults.push_back(
        {.code = condition::data_type,
         .at = {.segment = "OBX", .sequence = 2, .field = 5, .repetition = 3, .component = 4, .subcomponent = 6}});
    what.faults.push_back({.code = condition::segment_sequence, .at = {.segment = "PV1"}});
    CHECK(answered("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|2.5\r", what)
              .ends_with("\rERR||OBX^2^5^3^4^6|102^Data type error^HL70357|E\r"
                         "ERR||PV1^1|100^Segment sequence error^HL70357|E\r"));
    CHECK(answered("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|2.3\r", what)
              .ends_with("\rERR|PID^1^3^101&Required field missing&HL70357~OBX^2^5^102&Data type error&HL70357~"
                         "PV1^1^^100&Segment sequence error&HL70357\r"));
}

TEST_CASE("an answer tells ten faults and no more", "[parsers][hl7]") {
    auto what = reject;
    what.faults.resize(faults_told + 1, what.faults.front());
    for (const auto* version : {"2.5", "2.4"}) {
        const auto ack = answered("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|" + std::string{version} + "\r", what);
        std::size_t told = 0;
        for (auto at = ack.find("PID^1^3"); at != std::string::npos; at = ack.find("PID^1^3", at + 1)) ++told;
        CHECK(told == 10);
    }
}

TEST_CASE("a code that came later is told in the words of the sender's version", "[parsers][hl7]") {
    auto code = [](condition what, const std::string& version) {
        auto said = reject;
        said.faults.front().code = what;
        const auto read = read_answer(answered("MSH|^~\\&|A|B|C|D|||ADT^A01|7|P|" + version + "\r", said));
        return read ? read->error : "unreadable";
    };
    CHECK(code(condition::too_long, "2.6") == "102");
    CHECK(code(condition::too_long, "2.7") == "104");
    CHECK(code(condition::cardinality, "2.8.2") == "102");
    CHECK(code(condition::cardinality, "2.9") == "198");
    CHECK(code(condition::table_value, "2.3.1") == "103");
}

TEST_CASE("a place is printed as a path", "[parsers][hl7]") {
    CHECK(to_text(location{}) == "message");
    CHECK(to_text(location{.segment = "PV1"}) == "PV1");
    CHECK(to_text(location{.segment = "OBX", .sequence = 2, .field = 5}) == "OBX[2]-5");
    CHECK(to_text(location{.segment = "PID", .field = 3, .repetition = 2, .component = 1}) == "PID-3[2].1");
    CHECK(to_text(location{.segment = "PID", .field = 5, .repetition = 1, .component = 1, .subcomponent = 2}) ==
          "PID-5.1.2");
}

TEST_CASE("an answer is written in the sender's delimiters, and our words are escaped", "[parsers][hl7]") {
    auto what = reject;
    what.text = what.faults.front().words = "50% of $ are |";
    CHECK(answered("MSH$%~?&#$A$B$C$D$$$ADT%A01$7$P$2.5\r", what) ==
          "MSH$%~?&#$C$D$A$B$20240501120000$$ACK%A01%ACK$V1$P$2.5\rMSA$AE$7$50?S? of ?F? are |\r"
          "ERR$$PID%1%3$101%Required field missing%HL70357$E$$$adt.yaml:7$50?S? of ?F? are |\r");
    CHECK(answered("MSH|^~&|A\r", accept) == "MSH|^~&|||A||20240501120000||ACK|V1|P|2.5.1\rMSA|AA\r");
}

TEST_CASE("the answer names the character set of the bytes it repeats", "[parsers][hl7]") {
    CHECK(answered("MSH|^~\\&|L\xC4||||||ADT^A01|7|P|2.3||||||8859/1\r", accept).contains("|P|2.3||||||8859/1\r"));
}

TEST_CASE("bytes that are no message get an answer from what can be read of them", "[parsers][hl7]") {
    auto to = [](std::string_view bytes) { return acknowledge_unreadable(bytes, accept); };
    const auto known = "MSH|^~\\&|C|D|A|B|20240501120000||ACK^A01^ACK|V1|P|2.5\rMSA|AA|77\r"s;
    const auto unknown = "MSH|^~\\&|||||20240501120000||ACK|V1|P|2.5.1\rMSA|AA\r"s;
    CHECK(to("MSH|^~\\&|A|B|C|D|||ADT^A01|77|P|2.5\rbroken line\r") == known);
    CHECK(to("\r\n MSH|^~\\&|A|B|C|D|||ADT^A01|77|P|2.5") == known);
    CHECK(to("MSH|^\xCB\x9C\\&|A|B|C|D|||ADT^A01|77|P|2.5\r") == known);
    CHECK(to("MSH|^^^^^^^^|A|B|C|D|||ADT^A01|77|P|2.5\r") == known);
    for (auto bytes : {"", "M", "MSH", "MSH|", "MSH||", "MSHA", "\0\0", "PID|1", "MSH\r|^~\\&|A", "hello", "<xml/>"})
        CHECK(to(bytes) == unknown);
    CHECK(to("MSH^^~\\&^A^B\r") == unknown);
}

TEST_CASE("the cut head of a message that is too long gives no part of an id for an id", "[parsers][hl7]") {
    const auto start = "MSH|^~\\&|A|B|C|D|||ADT^A01|77"s;
    const auto cut = std::string(1024 - start.size(), '7');
    CHECK(acknowledge_unreadable(start + cut, accept).ends_with("MSA|AA\r"));
    CHECK(acknowledge_unreadable(start + "|" + cut, accept).ends_with("MSA|AA|77\r"));
}

TEST_CASE("an answer of enhanced mode asks for no answer to itself", "[parsers][hl7]") {
    auto what = accept;
    what.code = ack_code::CA;
    what.enhanced = true;
    CHECK(answered("MSH|^~\\&|LAB|SITE|HIS|WARD|2024||ORU^R01|4711|T|2.5.1|||AL|NE||8859/1\r", what) ==
          "MSH|^~\\&|HIS|WARD|LAB|SITE|20240501120000||ACK^R01^ACK|V1|T|2.5.1|||NE|NE||8859/1\rMSA|CA|4711\r");
}

TEST_CASE("an answer that cannot be read is still known by its MSA", "[parsers][hl7]") {
    CHECK(is_acknowledgement("MSH|^~\\&|A\rMSA|AA|1\rbroken line\r"));
    CHECK(is_acknowledgement("garbage\nMSA|AR|\n"));
    CHECK_FALSE(is_acknowledgement("MSH|^~\\&|A\rNTE|1||MSA|AA\rbroken\r"));
    CHECK_FALSE(is_acknowledgement("MSA"));
}

TEST_CASE("an MSA anywhere makes an acknowledgement", "[parsers][hl7]") {
    CHECK(is_acknowledgement(message::parse("MSH|^~\\&|A\rSFT|1\rMSA|AA|1\r")->read()));
    CHECK_FALSE(is_acknowledgement(message::parse("MSH|^~\\&|A\rNTE|MSA|AA\r")->read()));
}

TEST_CASE("a receiver's answer is read with its code, id, text and error", "[parsers][hl7]") {
    const auto now = read_answer("MSH|^~\\&|A\rMSA|AE|4711|no bed\rERR||PV1^1^3|103^Table value not found^HL70357|E\r");
    REQUIRE(now);
    CHECK(now->code == ack_code::AE);
    CHECK(now->control_id == "4711");
    CHECK(now->text == "no bed\nERR||PV1^1^3|103^Table value not found^HL70357|E");
    CHECK(now->error == "103");
    const auto before = read_answer("MSH|^~\\&|A\nMSA|CR|4711\nERR|PV1^1^3^103&Table value not found&HL70357\n");
    REQUIRE(before);
    CHECK(before->code == ack_code::CR);
    CHECK(before->error == "103");
    const auto good = read_answer("MSH|^~\\&|A\rMSA|CA|1");
    REQUIRE(good);
    CHECK(good->error == "");
    CHECK(good->text == "");
}

TEST_CASE("bytes that are no answer say why", "[parsers][hl7]") {
    auto why = [](std::string_view bytes) { return to_text(read_answer(bytes).error()); };
    CHECK(why("MSH|^~\\&|A\rPID|1\r") == "at byte 17 (the end): expected an MSA segment");
    CHECK(why("MSH|^~\\&|A\rMSA|OK|1\r") == "at byte 14 (MSA-1): expected AA, AE, AR, CA, CE or CR");
    CHECK(why("MSH|^~\\&|A\rMSA\r") == "at byte 14 (MSA-1): expected AA, AE, AR, CA, CE or CR");
    CHECK(why("OK").starts_with("at byte 0 (segment 1)"));
}
