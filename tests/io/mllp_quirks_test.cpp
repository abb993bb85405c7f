// The habits of real MLLP peers over real sockets: none of them may cost a message, and nothing is dropped in silence.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

#include <algorithm>
#include <string>
#include <string_view>

using namespace vagus::tests;

namespace {

const std::string one_input = "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n";

bool accepted(const std::string& frame, const std::string& control) {
    return frame.find("\rMSA|AA|" + control) != std::string::npos;
}

std::string with_ends(std::string text, std::string_view end) {
    for (std::size_t at = 0; (at = text.find('\r', at)) != std::string::npos; at += end.size())
        text.replace(at, 1, end);
    return text;
}

std::string to(port& receiver) {
    return one_input + "routes: { all: { from: in, to: [out] } }\noutputs:\n  out:\n    mllp: { connect: '127.0.0.1:" +
           std::to_string(receiver.number()) + "' }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

void put(running_engine& engine, const std::string& control) {
    wire sender{engine.port_of("in")};
    sender.send(framed(adt(control)));
    REQUIRE(accepted(sender.read_frame(), control));
}

// The receiver's end of the connection over which the message has just come.
wire sent_to(port& receiver, running_engine& engine, const std::string& control) {
    put(engine, control);
    auto peer = receiver.accept();
    REQUIRE(peer);
    REQUIRE(peer->read_frame() == framed(adt(control)));
    return std::move(*peer);
}

} // namespace

TEST_CASE("a frame may be cut anywhere, also between VT and MSH and between FS and CR", "[io][quirks]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send_at_once();
    const auto frame = framed(adt("cut"));
    for (std::size_t at = 1; at < frame.size(); ++at) {
        sender.send(frame.substr(0, at));
        std::this_thread::sleep_for(2ms); // so that it really is two reads
        sender.send(frame.substr(at));
        REQUIRE(accepted(sender.read_frame(), "cut"));
    }
    CHECK(engine.events.count("frame.stray") == 0);
}

TEST_CASE("an empty frame goes nowhere and is never answered as accepted", "[io][quirks]") {
    port receiver;
    running_engine engine{to(receiver)};
    wire sender{engine.port_of("in")};
    for (const auto* empty : {"", "\r", "\r\n", "  "}) {
        sender.send(framed(empty));
        CHECK(sender.read_frame().find("\rMSA|AR|") != std::string::npos);
    }
    auto peer = sent_to(receiver, engine, "1"); // the first that goes anywhere
    peer.send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("messages on a kept connection are taken once each, however many came before", "[io][quirks]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    for (int i = 0; i < 20; ++i) {
        sender.send(framed(adt("K" + std::to_string(i))));
        CHECK(accepted(sender.read_frame(), "K" + std::to_string(i)));
    }
    CHECK(sender.silent(100ms));
    CHECK(engine.events.comes_to("message.unmatched", 20));
    CHECK(engine.events.count("message.repeated") == 0);
}

TEST_CASE("an engine that starts again has its port at once, with connections of the last one still in the air",
          "[io][quirks]") {
    std::uint16_t number = 0;
    {
        running_engine first{one_input};
        number = first.port_of("in");
        wire sender{number};
        sender.send(framed(adt("1")));
        CHECK(accepted(sender.read_frame(), "1"));
        first.stop(); // closes first: the connection stays with the system for a minute
        CHECK(sender.closed());
    }
    running_engine second{"inputs: { in: { mllp: { listen: '127.0.0.1:" + std::to_string(number) + "' } } }\n"};
    wire sender{number};
    sender.send(framed(adt("2")));
    CHECK(accepted(sender.read_frame(), "2"));
}

TEST_CASE("LF and CRLF end segments too", "[io][quirks]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    for (const std::string_view end : {"\n", "\r\n", "\r\r"}) {
        const auto control = "E" + std::to_string(end.size()) + std::to_string(end.front());
        sender.send(framed(with_ends(adt(control), end)));
        CHECK(accepted(sender.read_frame(), control));
    }
}

TEST_CASE("FS LF ends a frame", "[io][quirks]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send("\x0B" + adt("1") + "\x1C\n\x0B" + adt("2") + "\x1C\n");
    CHECK(accepted(sender.read_frame(), "1"));
    CHECK(accepted(sender.read_frame(), "2"));
}

TEST_CASE("a peer without end bytes is kept as an unfinished frame, and never answered as if it were whole",
          "[io][quirks]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send("\x0B" + adt("cut off") + "\r\x0C"); // CR FF, as some write it, is no end either
    CHECK(sender.silent(300ms));
    sender.half_close();
    CHECK(sender.closed());
    CHECK(engine.events.wait_for("session.broken"));
    CHECK(engine.events.count("message.stored") == 0);
}

TEST_CASE("a peer that forgets an end and begins again loses the unfinished message only", "[io][quirks]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send("\x0B" + adt("lost").substr(0, 40) + framed(adt("next")));
    CHECK(accepted(sender.read_frame(), "next"));
    CHECK(engine.events.comes_to("frame.stray", 1));
}

TEST_CASE("a connection for each message works as well as one for all", "[io][quirks]") {
    running_engine engine{one_input};
    for (int i = 0; i < 50; ++i) {
        wire sender{engine.port_of("in")};
        const auto control = "C" + std::to_string(i);
        sender.send(framed(adt(control)));
        CHECK(accepted(sender.read_frame(), control));
    }
}

TEST_CASE("a peer that comes back without having closed is served beside its old connection", "[io][quirks]") {
    running_engine engine{one_input};
    wire old{engine.port_of("in")};
    old.send("\x0B" + adt("half").substr(0, 20)); // the network went away here; nobody closed anything
    wire fresh{engine.port_of("in")};
    fresh.send(framed(adt("again")));
    CHECK(accepted(fresh.read_frame(), "again"));
}

TEST_CASE("a sender that hangs up without reading its answer has its message kept", "[io][quirks]") {
    running_engine engine{one_input};
    {
        wire sender{engine.port_of("in")};
        sender.reset_on_close(); // a reset, not a goodbye
        sender.send(framed(adt("gone")));
        CHECK(sender.taken());
    }
    wire again{engine.port_of("in")};
    again.send(framed(adt("gone")));
    CHECK(accepted(again.read_frame(), "gone"));
    CHECK(engine.events.comes_to("message.repeated", 1)); // the first one was taken
}

TEST_CASE("a megabyte in one message, in many reads, with the next message behind it", "[io][quirks]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("big") + "OBX|1|ED|PDF||" + std::string(1 << 20, 'A') + "\r") + framed(adt("small")));
    CHECK(accepted(sender.read_frame(), "big"));
    CHECK(accepted(sender.read_frame(), "small"));
}

TEST_CASE("an answer may come byte by byte, with noise before it", "[io][quirks]") {
    port receiver;
    running_engine engine{to(receiver)};
    auto peer = sent_to(receiver, engine, "1");
    peer.send_at_once();
    for (const char c : std::string{"\0\r\n?", 4} + framed(answer("1"))) peer.send({&c, 1});
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.count("delivery.retried") == 0);
}

TEST_CASE("an answer with LF between its segments counts", "[io][quirks]") {
    port receiver;
    running_engine engine{to(receiver)};
    auto peer = sent_to(receiver, engine, "1");
    peer.send(framed(with_ends(answer("1"), "\n")));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("a connection that was reset while nothing was sent costs the next message no try", "[io][quirks]") {
    port receiver;
    running_engine engine{to(receiver)};
    auto first = sent_to(receiver, engine, "1");
    first.send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
    first.reset_on_close(); // as a firewall does that forgot it
    first.close();
    auto next = sent_to(receiver, engine, "2");
    next.send(framed(answer("2")));
    CHECK(engine.events.wait_for("delivery.done", 2));
    CHECK(engine.events.count("delivery.retried") == 0);
    CHECK(engine.events.count("output.down") == 0);
}

TEST_CASE("a receiver that takes half a message and goes gets it whole again", "[io][quirks]") {
    port receiver;
    running_engine engine{to(receiver)};
    put(engine, "1");
    {
        auto half = receiver.accept();
        REQUIRE(half);
        half->reset_on_close();
    }
    auto again = receiver.accept();
    REQUIRE(again);
    CHECK(again->read_frame() == framed(adt("1")));
    again->send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
}
