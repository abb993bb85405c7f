// The limits of an MLLP input, each met on purpose.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

std::string input_with(const std::string& settings) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0', " + settings + " } } }\n";
}

} // namespace

TEST_CASE("a message at max_message is taken; one byte more is answered AR and skipped", "[io][limits]") {
    running_engine engine{input_with("max_message: 4KiB")};
    wire sender{engine.port_of("in")};
    auto head = adt("fits") + "NTE|1||";
    sender.send(framed(head + std::string(4096 - head.size(), 'x')));
    CHECK(sender.read_frame().find("\rMSA|AA|fits") != std::string::npos);

    head = adt("long") + "NTE|1||";
    sender.send(framed(head + std::string(4097 - head.size(), 'x')));
    CHECK(sender.read_frame().find("\rMSA|AR|long") != std::string::npos);

    sender.send(framed(adt("next")));
    CHECK(sender.read_frame().find("\rMSA|AA|next") != std::string::npos);
}

TEST_CASE("connections past max_connections are closed at once, and a place that is free is given again",
          "[io][limits]") {
    running_engine engine{input_with("max_connections: 2")};
    wire one{engine.port_of("in")};
    wire two{engine.port_of("in")};
    two.send(framed(adt("2")));
    CHECK_FALSE(two.read_frame().empty());
    wire three{engine.port_of("in")};
    CHECK(three.closed());
    CHECK(engine.events.comes_to("connection.refused", 1));
    one.close();
    CHECK(engine.events.wait_for("session.ended"));
    wire four{engine.port_of("in")};
    four.send(framed(adt("4")));
    CHECK(four.read_frame().find("\rMSA|AA|4") != std::string::npos);
}

TEST_CASE(
    "with max_connections open, a peer that comes back takes the place of a silent connection, also of half a frame",
    "[io][limits]") {
    running_engine engine{input_with("max_connections: 2, stale_after: 2s")};
    wire stale{engine.port_of("in")};
    stale.send(framed(adt("1")).substr(0, 30)); // the network went away here
    wire lively{engine.port_of("in")};
    wire early{engine.port_of("in")};
    CHECK(early.closed()); // nobody has been silent for so long
    std::this_thread::sleep_for(2100ms);
    lively.send(framed(adt("2")));
    CHECK(lively.read_frame().find("\rMSA|AA|2") != std::string::npos);
    lively.send("\r\n"); // heard a moment ago, however long the commit took
    std::this_thread::sleep_for(100ms);
    wire back{engine.port_of("in")};
    CHECK(stale.closed());
    back.send(framed(adt("1")));
    CHECK(back.read_frame().find("\rMSA|AA|1") != std::string::npos);
    lively.send(framed(adt("3")));
    CHECK(lively.read_frame().find("\rMSA|AA|3") != std::string::npos);
    CHECK(engine.events.comes_to("connection.replaced", 1));
    CHECK(engine.events.comes_to("connection.refused", 1));
    CHECK(engine.events.comes_to("session.broken", 1)); // the half frame is kept
}

TEST_CASE("a silent connection is closed after idle_timeout, also inside a message", "[io][limits]") {
    running_engine engine{input_with("idle_timeout: 1s")};
    wire silent{engine.port_of("in")};
    wire stuck{engine.port_of("in")};
    stuck.send("\x0BMSH|^~\\&|half");
    CHECK(silent.closed());
    CHECK(stuck.closed());
    CHECK(engine.events.wait_for("session.broken"));
    CHECK(engine.events.comes_to("session.broken", 1)); // only the one that left bytes behind
}

TEST_CASE("a sender that never reads its answers is given up after write_timeout", "[io][limits]") {
    running_engine engine{input_with("write_timeout: 200ms")};
    wire deaf{engine.port_of("in")};
    deaf.take_at_most(4096);
    // MSA-2 repeats MSH-10, so a long one makes long answers, which fill the socket's buffers in a few messages.
    for (int i = 0; i < 200 && engine.events.count("ack.not_written") == 0; ++i) {
        if (!deaf.try_send(framed(adt(std::to_string(i) + std::string(60'000, 'x'))))) break;
    }
    CHECK(engine.events.wait_for("ack.not_written"));
    CHECK(engine.events.wait_for("session.ended"));
}

TEST_CASE("above site.in_flight a session waits until others have been answered", "[io][limits]") {
    running_engine engine{"site: { in_flight: 1MiB }\n" + input_with("max_message: 1MiB")};
    wire hog{engine.port_of("in")};
    wire other{engine.port_of("in")};
    auto head = adt("hog") + "NTE|1||";
    hog.send("\x0B" + head + std::string(900'000, 'x')); // holds most of the room and does not finish
    REQUIRE(hog.taken());
    std::this_thread::sleep_for(200ms);
    auto big = adt("big") + "NTE|1||" + std::string(300'000, 'y') + "\r";
    other.send(framed(big));
    CHECK(other.silent(500ms)); // no room: it is not read further
    hog.send("\x1C\r");
    CHECK(hog.read_frame().find("\rMSA|AA|hog") != std::string::npos);
    CHECK(other.read_frame().find("\rMSA|AA|big") != std::string::npos);
}

// It went on to read for up to idle_timeout, once others had ended and left it room.
TEST_CASE("a session that waits for room, with no message in hand, hears that the engine stops", "[io][limits]") {
    running_engine engine{"site: { in_flight: 1MiB }\n" + input_with("max_message: 1MiB")};
    wire hog{engine.port_of("in")};
    hog.send("\x0B" + adt("hog") + "NTE|1||" + std::string(1'046'000, 'x'));
    REQUIRE(hog.taken());
    std::this_thread::sleep_for(200ms);
    wire waits{engine.port_of("in")};
    waits.send(std::string(5'000, 'y')); // outside of any frame, and read at once
    REQUIRE(waits.silent(200ms));
    auto over = engine.begin_stop();
    CHECK(waits.closed(without_waiting));
    hog.send("\x1C\r");
    CHECK(hog.read_frame().find("\rMSA|AA|hog") != std::string::npos);
    CHECK(over.wait_for(without_waiting) == std::future_status::ready);
    waits.close();
    over.wait();
    engine.finish();
}
