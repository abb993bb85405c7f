// Character sets and batches over real sockets.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

#include <algorithm>

using namespace vagus::tests;
using namespace std::literals;

namespace {

// One input and one receiver; the route may change the message.
std::string road(port& receiver, const std::string& mllp, const std::string& steps = {}) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0'" + mllp + " } } }\n" + "routes:\n  all:\n    from: in\n" +
           (steps.empty() ? "" : "    steps:\n" + steps) + "    to: [out]\n" +
           "outputs: { out: { mllp: { connect: '127.0.0.1:" + std::to_string(receiver.number()) + "' } } }\n";
}

std::string in_set(const std::string& msh18, const std::string& control, const std::string& name) {
    return "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01^ADT_A01|" + control + "|P|2.5.1||||||" + msh18 +
           "\rPID|1||7||" + name + "\r";
}

std::string input(const std::string& mllp) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0'" + mllp + " } } }\n";
}

bool says(const std::string& frame, const std::string& code, const std::string& control) {
    return frame.find("\rMSA|" + code + "|" + control + "\r") != std::string::npos;
}

} // namespace

TEST_CASE("bytes of any character set arrive as they were sent", "[io][charset]") {
    port receiver;
    running_engine engine{road(receiver, ", charset: from_msh18")};
    wire sender{engine.port_of("in")};
    std::optional<wire> peer;
    int n = 0;
    for (const auto& sent :
         {in_set("8859/1", "1", "M\xFCller^J\xF6rg"), in_set("~ISO IR87", "2", "\x1B$B;3ED\x1B(B^\x1B$BB@O:\x1B(B"),
          in_set("GB 18030-2000", "3", "\x81\x7C\x81\x5E^x"), in_set("UNICODE UTF-8", "4", "M\xFC^broken")}) {
        sender.send(framed(sent));
        CHECK(says(sender.read_frame(), "AA", std::to_string(++n)));
        if (!peer) peer = receiver.accept();
        REQUIRE(peer);
        CHECK(peer->read_frame() == framed(sent));
        peer->send(framed(answer(std::to_string(n))));
    }
    CHECK(engine.events.comes_to("message.charset", 1)); // the one with a byte that is no character
}

TEST_CASE("rules read UTF-8, and what they change leaves in the sender's set", "[io][charset]") {
    port receiver;
    const auto steps = "      - when: PID-5.1 == 'ソ|能'\n        set: { PID-5.2: 太郎 }\n"s;
    running_engine engine{road(receiver, ", charset: { force: Shift_JIS }", steps)};
    wire sender{engine.port_of("in")};
    // 83 5C, 94 5C: their second bytes look like the escape character; \F\ between them is one.
    sender.send(framed(in_set("", "1", "\x83\x5C\\F\\\x94\x5C^")));
    CHECK(says(sender.read_frame(), "AA", "1"));
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(in_set("", "1", "\x83\x5C\\F\\\x94\x5C^\x91\xBE\x98\x59")));
    peer->send(framed(answer("1")));
}

TEST_CASE("without any word what is no UTF-8 is windows-1252, and counted", "[io][charset]") {
    port receiver;
    running_engine engine{road(receiver, "", "      - set: { PID-5.2: Köln }\n")};
    wire sender{engine.port_of("in")};
    sender.send(framed(in_set("8859/2", "1", "M\xFCller")));
    CHECK(says(sender.read_frame(), "AA", "1"));
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(in_set("8859/2", "1", "M\xFCller^K\xF6ln")));
    peer->send(framed(answer("1")));
    CHECK(engine.events.comes_to("message.charset", 1));
}

TEST_CASE("an acknowledgement is in the sender's set, MSA-2 byte for byte", "[io][charset]") {
    running_engine engine{input(", charset: from_msh18")};
    wire sender{engine.port_of("in")};
    sender.send(framed(in_set("8859/1", "K\xF6-1", "x")));
    const auto ack = sender.read_frame();
    CHECK(says(ack, "AA", "K\xF6-1"));
    CHECK(ack.find("|8859/1\r") != std::string::npos);
    sender.send(framed(in_set("UNICODE UTF-8", "\xFF-2", "x"))); // no character at all
    CHECK(says(sender.read_frame(), "AA", "\xFF-2"));
}

TEST_CASE("a strict input refuses what a lenient one forgives, also in a batch, and names the place", "[io][mllp]") {
    const auto by_letter = in_set("", "1", "Doe^Jane");
    auto with_line_feeds = by_letter;
    std::ranges::replace(with_line_feeds, '\r', '\n');
    const auto answers = [](wire& sender, const std::string& message) {
        sender.send(framed(message));
        return sender.read_frame();
    };
    running_engine lenient{input("")};
    wire forgiven{lenient.port_of("in")};
    CHECK(says(answers(forgiven, with_line_feeds), "AA", "1"));
    running_engine strict{input(", parse: strict")};
    wire sender{strict.port_of("in")};
    CHECK(says(answers(sender, by_letter), "AA", "1"));
    CHECK(answers(sender, with_line_feeds).contains("strictly ends every segment"));
    sender.send(framed("BHS|^~\\&|A\r" + in_set("", "2", "x") + "\r" + in_set("", "3", "y") + "BTS|2\r"));
    CHECK(sender.read_frame().contains("\rMSA|AR|2|at byte")); // a blank line behind it
    CHECK(says(sender.read_frame(), "AA", "3"));
}

TEST_CASE("bytes that are no character can be refused", "[io][charset]") {
    running_engine engine{input(", charset: from_msh18, invalid_bytes: reject")};
    wire sender{engine.port_of("in")};
    sender.send(framed(in_set("UNICODE UTF-8", "1", "M\xFCller")));
    const auto ack = sender.read_frame();
    CHECK(ack.find("\rMSA|AR|1|at byte ") != std::string::npos);
    CHECK(ack.find("a character of UTF-8") != std::string::npos);
}

TEST_CASE("UTF-16 is refused with its reason", "[io][charset]") {
    running_engine engine{input("")};
    wire sender{engine.port_of("in")};
    std::string wide;
    for (char c : adt("1")) (wide += c) += '\0';
    sender.send(framed(wide));
    CHECK(sender.read_frame().find("UTF-16 can hold the bytes that end a frame") != std::string::npos);
}

namespace {

// What a receiver that wants `charset` gets for bytes in `from`; answers it.
std::string delivered_in(const std::string& charset, const std::string& from, const std::string& sent) {
    port receiver;
    running_engine engine{input(", charset: { force: " + from + " }") + "routes: { all: { from: in, to: [out] } }\n" +
                          "outputs: { out: { mllp: { connect: '127.0.0.1:" + std::to_string(receiver.number()) +
                          "', charset: " + charset + " } } }\n"};
    wire sender{engine.port_of("in")};
    sender.send(framed(sent));
    CHECK(says(sender.read_frame(), "AA", "1"));
    auto peer = receiver.accept();
    REQUIRE(peer);
    auto got = peer->read_frame();
    peer->send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.count("message.characters_lost") == (got.find('?') == std::string::npos ? 0 : 1));
    return got;
}

} // namespace

TEST_CASE("an output may ask for a character set: bytes and MSH-18 follow", "[io][charset]") {
    CHECK(delivered_in("UTF-8", "8859/1", in_set("8859/1", "1", "M\xFCller")) ==
          framed(in_set("UNICODE UTF-8", "1", "M\xC3\xBCller")));
    CHECK(delivered_in("windows-1252", "UTF-8", in_set("UNICODE UTF-8", "1", "5 \xE2\x82\xAC")) ==
          framed(in_set("windows-1252", "1", "5 \x80")));
    CHECK(delivered_in("UTF-8", "Shift_JIS", in_set("ISO IR14", "1", "\x83\x5C\x94\x5C")) ==
          framed(in_set("UNICODE UTF-8", "1", "ソ能")));
    CHECK(delivered_in("Shift_JIS", "UTF-8", in_set("", "1", "ソ能")) ==
          framed(in_set("ISO IR14", "1", "\x83\x5C\x94\x5C")));
    CHECK(delivered_in("ISO-2022-JP", "UTF-8", in_set("", "1", "山田")) ==
          framed(in_set("~ISO IR87", "1", "\x1B$B;3ED\x1B(B")));
}

TEST_CASE("characters that the receiver's set does not have leave as question marks, and are counted",
          "[io][charset]") {
    CHECK(delivered_in("8859/1", "UTF-8", in_set("", "1", "Mü €")) == framed(in_set("8859/1", "1", "M\xFC ?")));
}

TEST_CASE("a route fails for characters that are not to be lost, and nothing of it leaves", "[io][charset]") {
    running_engine engine{input("") + "routes: { all: { from: in, to: [out] } }\n" +
                          "outputs: { out: { mllp: { connect: '127.0.0.1:1', charset: { to: 8859/1, unmappable: fail } "
                          "} } }\n"};
    wire sender{engine.port_of("in")};
    sender.send(framed(in_set("", "1", "€")));
    CHECK(says(sender.read_frame(), "AA", "1"));
    CHECK(engine.events.wait_for("message.failed"));
    CHECK(engine.events.fact_of("message.failed", "reason").find("1 characters are not in ISO-8859-1") !=
          std::string::npos);
    CHECK(engine.events.count("output.down") == 0);
}

TEST_CASE("an answer is matched by MSH-10 also behind characters that hold bytes like separators", "[io][charset]") {
    port receiver;
    running_engine engine{road(receiver, ", charset: from_msh18")};
    wire sender{engine.port_of("in")};
    auto sent = in_set("ISO IR14", "1", "x");
    sent.replace(sent.find("PAS"), 3, "\x83\x7C"); // 7C is |
    sender.send(framed(sent));
    CHECK(says(sender.read_frame(), "AA", "1"));
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(sent));
    peer->send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("each message of a batch is answered as if it had come alone", "[io][batch]") {
    running_engine engine{input("")};
    wire sender{engine.port_of("in")};
    sender.send(
        framed("FHS|^~\\&\rBHS|^~\\&|PAS|||||||||B1\r" + adt("1") + "broken line\r" + adt("2") + "BTS|2\rFTS|1\r") +
        framed(adt("3")));
    CHECK(sender.read_frame().find("\rMSA|AR|1|") != std::string::npos);
    CHECK(says(sender.read_frame(), "AA", "2"));
    CHECK(says(sender.read_frame(), "AA", "3"));
}

TEST_CASE("a batch can be answered by one batch", "[io][batch]") {
    running_engine engine{input(", batch: { answer: one }")};
    wire sender{engine.port_of("in")};
    sender.send(framed("BHS|^~\\&|PAS|HOSP|VAGUS|VAGUS|||||B1\r" + adt("1") + adt("2") + "BTS|2\r"));
    const auto ack = sender.read_frame();
    CHECK(ack.starts_with("\x0B"
                          "BHS|^~\\&|VAGUS|VAGUS|PAS|HOSP|"));
    CHECK(ack.find("|||||B1\rMSH|") != std::string::npos);
    CHECK(says(ack, "AA", "1"));
    CHECK(says(ack, "AA", "2"));
    CHECK(ack.ends_with("\rBTS|2\r\x1C\r"));
}

TEST_CASE("a batch whose count is wrong is refused as a whole, by its own control id", "[io][batch]") {
    running_engine engine{input("")};
    wire sender{engine.port_of("in")};
    sender.send(framed("BHS|^~\\&|PAS|HOSP|VAGUS|VAGUS|||||B1\r" + adt("1") + "BTS|2\r"));
    CHECK(sender.read_frame().find("\rMSA|AR|B1|") != std::string::npos);
    CHECK(sender.silent(100ms));
    CHECK(engine.events.count("message.unmatched") == 0);
}
