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

} // namespace

TEST_CASE("a frame may be cut anywhere, also between VT and MSH and between FS and CR", "[io][quirks]") {
    running_engine engine{one_input};
    wire sender{engine.port_of("in")};
    sender.socket().set_option(boost::asio::ip::tcp::no_delay{true});
    const auto frame = framed(adt("cut"));
    for (const std::size_t at : {std::size_t{1}, std::size_t{5}, frame.size() - 2, frame.size() - 1}) {
        sender.send(frame.substr(0, at));
        std::this_thread::sleep_for(30ms); // so that it really is two reads
        sender.send(frame.substr(at));
        CHECK(accepted(sender.read_frame(), "cut"));
    }
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
    CHECK(engine.events.count("frame.stray") == 1);
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
        sender.socket().set_option(boost::asio::socket_base::linger{true, 0}); // a reset, not a goodbye
        sender.send(framed(adt("gone")));
        std::this_thread::sleep_for(100ms);
    }
    wire again{engine.port_of("in")};
    again.send(framed(adt("gone")));
    CHECK(accepted(again.read_frame(), "gone"));
    CHECK(engine.events.count("message.repeated") == 1); // the first one was taken
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
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    CHECK(accepted(sender.read_frame(), "1"));
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->socket().set_option(boost::asio::ip::tcp::no_delay{true});
    for (const char c : std::string{"\0\r\n?", 4} + framed(answer("1"))) peer->send({&c, 1});
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.count("delivery.retried") == 0);
}

TEST_CASE("an answer with LF between its segments counts", "[io][quirks]") {
    port receiver;
    running_engine engine{to(receiver)};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    CHECK(accepted(sender.read_frame(), "1"));
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed(with_ends(answer("1"), "\n")));
    CHECK(engine.events.wait_for("delivery.done"));
}
