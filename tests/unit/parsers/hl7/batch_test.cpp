// Batches: where their messages are, and what is none.
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/batch.hpp"
#include "tests/support/catch.hpp"

#include <string>

using namespace vagus::hl7;
using namespace std::literals;

namespace {

const auto bhs = "BHS|^~\\&|LAB|SITE|HIS|WARD|2026||name||B7|\r"s;
const auto one = "MSH|^~\\&|A|B|C|D|||ADT^A01|1|P|2.5\rPID|1\r"s;
const auto two = "MSH$%~?&$A$B$C$D$$$ADT%A01$2$P$2.5\rPID$2\r"s; // each message has its own delimiters

std::vector<std::string> messages(const std::string& bytes) {
    const auto found = read_batch(bytes);
    INFO((found ? std::string{} : to_text(found.error())));
    REQUIRE(found);
    return {found->messages.begin(), found->messages.end()};
}

std::string refused(const std::string& bytes) {
    const auto found = read_batch(bytes);
    REQUIRE_FALSE(found);
    return to_text(found.error());
}

} // namespace

TEST_CASE("a batch gives its messages, each with its own delimiters", "[parsers][hl7][batch]") {
    const std::vector<std::string> both{one, two};
    CHECK(messages(bhs + one + two + "BTS|2\r") == both);
    CHECK(messages(bhs + one + two) == both);
    CHECK(messages(bhs + one + two + "BTS||comment\r") == both);
    CHECK(messages("FHS|^~\\&\r" + bhs + one + "BTS|1\r" + bhs + two + "BTS|1\rFTS|2\r") == both);
    CHECK(messages("FHS|^~\\&\r" + one + two + "FTS\r") == both);
    CHECK(messages("\xEF\xBB\xBF\r\n" + bhs + one + "\r\n\n  " + two + "BTS|2\r\n") ==
          std::vector{one + "\r\n\n  ", two});
    CHECK(messages(bhs + "BTS|0\r").empty());
}

TEST_CASE("a message of a batch keeps its last CR, which strict reading wants", "[parsers][hl7][batch]") {
    for (const auto& text : messages(bhs + one + two + "BTS|2\r")) CHECK(message::parse(text, strictness::strict));
}

TEST_CASE("what is no batch says why and where", "[parsers][hl7][batch]") {
    CHECK(refused(bhs + one + "BTS|2\r").ends_with("BTS-1 to be the number of messages in the batch, which is 1"));
    CHECK(refused(bhs + one + "BTS|x\r").ends_with("which is 1"));
    CHECK(refused("FHS|^~\\&\r" + bhs + one + "BTS|1\rFTS|2\r").ends_with("batches in the file, which is 1"));
    CHECK(refused(bhs + one + bhs).ends_with("a BHS begins inside it"));
    CHECK(refused("FHS|^~\\&\rFHS|^~\\&\r").ends_with("a second FHS begins here"));
    CHECK(refused("FHS|^~\\&\rBTS|1\r").ends_with("a BHS before this BTS"));
    CHECK(refused(bhs + one + "BTS|1\rFTS|1\r").ends_with("an FHS before this FTS"));
    CHECK(refused(bhs + "PID|1\r").starts_with("at byte " + std::to_string(bhs.size()) + " (the batch)"));
    CHECK(refused(bhs + one + "BTS|1\r" + one).ends_with("nothing behind the last trailer"));
}

TEST_CASE("a batch is told by its first segment alone", "[parsers][hl7][batch]") {
    CHECK(is_batch(bhs));
    CHECK(is_batch("\xEF\xBB\xBF \r\nFHS|"));
    CHECK_FALSE(is_batch(one + bhs));
    CHECK_FALSE(is_batch(""));
}

TEST_CASE("a batch may have as many messages as its limit and no more", "[parsers][hl7][batch]") {
    auto most = bhs;
    for (std::size_t i = 0; i < batch_messages; ++i) most += "MSH|\r";
    CHECK(messages(most).size() == batch_messages);
    CHECK(refused(most + "MSH|\r").ends_with("this is the most a batch may have"));
}

TEST_CASE("a refused batch is answered by its control id", "[parsers][hl7][batch]") {
    const auto header = message::parse(header_as_msh(bhs.substr(0, bhs.size() - 1)));
    REQUIRE(header);
    CHECK(header->read().field("MSH", 3) == "LAB");
    CHECK(header->read().field("MSH", 10) == "B7");
    const answer what{.code = ack_code::AR, .control_id = "V1", .time = "2026"};
    CHECK(acknowledge_unreadable(bhs + "PID|1\r", what).contains("\rMSA|AR|B7\r"));
    for (auto odd : {"", "B", "BHS", "BHS|", "BHS||"}) CHECK(header_as_msh(odd).size() < 20);
}

TEST_CASE("one answer holds the answers to all messages", "[parsers][hl7][batch]") {
    CHECK(batch_of_answers(bhs.substr(0, bhs.size() - 1), {"MSH|1\r", "MSH|2\r"}, "2027") ==
          "BHS|^~\\&|HIS|WARD|LAB|SITE|2027|||||B7\rMSH|1\rMSH|2\rBTS|2\r");
}

TEST_CASE("what is written as a batch is read as one, message by message", "[parsers][hl7][batch]") {
    const std::vector<std::string_view> all{"MSH|1\rPID|1\r", "MSH|2", "MSH|3\r\n"};
    for (const bool in_file : {true, false}) {
        const auto text = batch_of(all, {.created = "2026", .name = "lab", .control = "B7", .in_file = in_file});
        CHECK(text.starts_with(in_file ? "FHS|^~\\&|||||2026||lab||B7\rBHS|" : "BHS|^~\\&|||||2026||lab||B7\rMSH|1"));
        CHECK(messages(text) == std::vector<std::string>{"MSH|1\rPID|1\r", "MSH|2\r", "MSH|3\r\n"});
    }
    CHECK(batch_of({}, {.created = {}, .name = {}, .control = {}, .in_file = false}).ends_with("\rBTS|0\r"));
}
