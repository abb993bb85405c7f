// MLLP inputs over real sockets: what senders really do, and what they always get.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

const std::string one_input = "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n";

bool acknowledges(const std::string& frame, const std::string& code, const std::string& control) {
    return frame.find("\rMSA|" + code + "|" + control) != std::string::npos && frame.starts_with("\x0BMSH|") &&
           frame.ends_with("\x1C\r");
}

} // namespace

TEST_CASE("a message is answered, and the connection is kept for the next", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    for (const auto* control : {"1", "2", "3"}) {
        sender.send(framed(adt(control)));
        CHECK(acknowledges(sender.read_frame(), "AA", control));
    }
}

TEST_CASE("what is no message is answered with the control id that can be read of it", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("77") + "broken line\r"));
    CHECK(acknowledges(sender.read_frame(), "AR", "77"));
}

TEST_CASE("eight messages in one write get eight answers in order", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    std::string all;
    for (int i = 1; i <= 8; ++i) all += framed(adt("P" + std::to_string(i)));
    sender.send(all);
    for (int i = 1; i <= 8; ++i) CHECK(acknowledges(sender.read_frame(), "AA", "P" + std::to_string(i)));
}

TEST_CASE("a message that comes byte by byte is one message", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send_at_once();
    for (char c : framed(adt("slow"))) sender.send({&c, 1});
    CHECK(acknowledges(sender.read_frame(), "AA", "slow"));
}

TEST_CASE("noise between frames is noted and does not cost a message", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send("HELLO\r\n" + framed(adt("1")) + std::string{"\0\0\r\n", 4} + framed(adt("2")));
    CHECK(acknowledges(sender.read_frame(), "AA", "1"));
    CHECK(acknowledges(sender.read_frame(), "AA", "2"));
    CHECK(engine.events.comes_to("frame.stray", 1)); // line ends and NULs are a habit, not an event
}

TEST_CASE("bytes without any frame are noted when the connection ends", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send("GET / HTTP/1.1\r\n\r\n");
    sender.half_close();
    CHECK(sender.closed());
    CHECK(engine.events.comes_to("frame.stray", 1));
}

TEST_CASE("a sender that leaves out the last CR is answered all the same", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send("\x0B" + adt("noCR") + "\x1C");
    CHECK(acknowledges(sender.read_frame(), "AA", "noCR"));
}

TEST_CASE("a sender that half-closes after its message still gets the answer", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("last")));
    sender.half_close();
    CHECK(acknowledges(sender.read_frame(), "AA", "last"));
    CHECK(sender.closed());
}

TEST_CASE("bytes that are no HL7 are answered AR and the connection goes on", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send(framed("this is no message"));
    CHECK(sender.read_frame().find("\rMSA|AR|") != std::string::npos);
    sender.send(framed(adt("after")));
    CHECK(acknowledges(sender.read_frame(), "AA", "after"));
    CHECK(engine.events.comes_to("message.refused", 1));
}

TEST_CASE("an empty frame is answered, never taken for a message", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send(framed(""));
    CHECK(sender.read_frame().find("\rMSA|AR|") != std::string::npos);
}

TEST_CASE("an acknowledgement is not acknowledged", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send(framed(answer("77")));
    CHECK(sender.silent(300ms));
    sender.send(framed(adt("next")));
    CHECK(acknowledges(sender.read_frame(), "AA", "next"));
}

TEST_CASE("the same bytes again get the same answer and are not processed twice", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("dup")));
    CHECK(acknowledges(sender.read_frame(), "AA", "dup"));
    sender.send(framed(adt("dup")));
    CHECK(acknowledges(sender.read_frame(), "AA", "dup"));
    CHECK(engine.events.comes_to("message.repeated", 1));
    sender.send(framed(adt("dup", "other patient")));
    CHECK(acknowledges(sender.read_frame(), "AA", "dup"));
    CHECK(engine.events.comes_to("message.repeated", 1)); // other bytes are another message
}

TEST_CASE("repeats that are to be known for longer than messages are kept are a finding", "[mllp][config]") {
    const auto found = [](const std::string& dedup, const std::string& kept) {
        temporary_folder home;
        return codes_found("site: { retention: { bodies: " + kept +
                               " } }\ninputs: { in: { mllp: { listen: "
                               "'127.0.0.1:0' }" +
                               dedup + " } }\nroutes: { all: { from: in, to: [] } }\noutputs: {}\n",
                           home.path());
    };
    CHECK(found("", "24h").empty()); // the window where nothing is said
    CHECK(found("", "23h") == std::vector<std::string>{"VG3120"});
    CHECK(found(", dedup: { window: 30d }", "30d").empty());
    CHECK(found(", dedup: { window: 31d }", "30d") == std::vector<std::string>{"VG3120"});
    CHECK(found(", dedup: { window: 31d }", "never").empty());
    CHECK(found(", dedup: none", "1h").empty());
}

TEST_CASE("what is to go before the messages that it belongs to is a finding", "[mllp][config]") {
    const auto found = [](const std::string& kept) {
        temporary_folder home;
        return codes_found("site: { retention: { " + kept +
                               " } }\ninputs: { in: { mllp: { listen: '127.0.0.1:0' }, dedup: none } }\n"
                               "routes: { all: { from: in, to: [] } }\noutputs: {}\n",
                           home.path());
    };
    const std::vector<std::string> dead_letters{"VG3121"};
    CHECK(found("bodies: 14d, dead_letter: 14d").empty());
    CHECK(found("bodies: 14d, dead_letter: 13d") == dead_letters);
    CHECK(found("dead_letter: 13d") == dead_letters);
    CHECK(found("bodies: 14d, dead_letter: never").empty());
    const std::vector<std::string> indices{"VG3122"};
    CHECK(found("bodies: 14d, index: 14d").empty());
    CHECK(found("bodies: 14d, index: 13d") == indices);
    CHECK(found("index: 400d") == indices);
}

TEST_CASE("MSA-2 is the sender's MSH-10 byte for byte", "[io][mllp]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    const std::string odd = " a\\T\\b\xE4^x ";
    sender.send(framed(adt(odd)));
    CHECK(acknowledges(sender.read_frame(), "AA", odd));
}

TEST_CASE("any number of ports, each its own input", "[io][mllp]") {
    running_engine engine{
        "inputs: { a: { mllp: { listen: '127.0.0.1:0' } }, b: { mllp: { listen: '127.0.0.1:0' } } }\n"};
    wire to_a{engine.port_of("a")};
    wire to_b{engine.port_of("b")};
    to_a.send(framed(adt("same")));
    to_b.send(framed(adt("same")));
    CHECK(acknowledges(to_a.read_frame(), "AA", "same"));
    CHECK(acknowledges(to_b.read_frame(), "AA", "same"));
    CHECK(engine.events.count("message.repeated") == 0); // the same bytes on two inputs are two messages
}

TEST_CASE("a stop ends idle connections, and a message in hand is answered first", "[io][mllp]") {
    running_engine engine{one_input};
    wire idle{engine.port_of("in")};
    wire busy{engine.port_of("in")};
    idle.send(framed(adt("1")));
    CHECK(acknowledges(idle.read_frame(), "AA", "1"));
    auto bytes = framed(adt("half"));
    busy.send(bytes.substr(0, 30));
    REQUIRE(engine.events.wait_for("session.begun", 2));
    REQUIRE(busy.taken()); // the first half is read before the stop
    std::this_thread::sleep_for(100ms);
    auto over = engine.begin_stop();
    CHECK(idle.closed());
    CHECK(over.wait_for(100ms) == std::future_status::timeout);
    busy.send(bytes.substr(30));
    CHECK(acknowledges(busy.read_frame(), "AA", "half"));
    CHECK(busy.closed());
    CHECK(over.wait_for(without_waiting) == std::future_status::ready);
    engine.finish();
}
