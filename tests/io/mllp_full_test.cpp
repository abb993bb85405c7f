// A store's disk that fills: inputs stop reading or say so, and go on by themselves.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

constexpr std::uint64_t plenty = std::uint64_t{1} << 40U;

std::string input_with(const std::string& settings) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, " + settings + " } }\n";
}

} // namespace

TEST_CASE("below the floor an input does not read, and answers what was sent once there is room", "[io][full]") {
    small_disk disk{plenty};
    running_engine engine{input_with("ack: { mode: original }"), {}, disk};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("before")));
    CHECK(sender.read_frame().find("\rMSA|AA|before") != std::string::npos);

    disk.leave(1000);
    REQUIRE(engine.events.wait_for("store.below_floor"));
    std::this_thread::sleep_for(200ms); // a read that was under way when the disk filled may still come
    wire late{engine.port_of("in")};
    late.send(framed(adt("waits")));
    std::this_thread::sleep_for(300ms);
    CHECK(engine.events.comes_to("message.unmatched", 1));
    disk.leave(plenty);
    CHECK(late.read_frame().find("\rMSA|AA|waits") != std::string::npos);
    CHECK(engine.events.comes_to("store.has_room", 1));
}

TEST_CASE("an engine stops in time while its inputs wait for room", "[io][full]") {
    small_disk disk{1000};
    running_engine engine{input_with("ack: { mode: original }"), {}, disk};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("waits")));
    std::this_thread::sleep_for(100ms);
    engine.stop();
    CHECK(sender.closed());
}

TEST_CASE("with `on_full: nak` a sender hears AR with 207, or CE, and nothing is kept", "[io][full]") {
    small_disk disk{1000};
    running_engine engine{input_with("on_full: nak, ack: { mode: auto }"), {}, disk};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("full")));
    auto answer = sender.read_frame();
    CHECK(answer.find("\rMSA|AR|full|") != std::string::npos);
    CHECK(answer.find("\rERR|||207^") != std::string::npos);

    auto asks = adt("asks");
    asks.insert(asks.find('\r'), "|||AL|NE");
    sender.send(framed(asks));
    answer = sender.read_frame();
    CHECK(answer.find("\rMSA|CE|asks|") != std::string::npos);

    sender.send(framed("no message"));
    CHECK(sender.read_frame().find("\rMSA|AR|") != std::string::npos);
    CHECK(engine.events.comes_to("message.turned_away", 3));
    CHECK(engine.events.count("message.unmatched") + engine.events.count("message.refused") == 0);

    disk.leave(plenty);
    REQUIRE(engine.events.wait_for("store.has_room"));
    sender.send(framed(adt("full")));
    CHECK(sender.read_frame().find("\rMSA|AA|full") != std::string::npos);
}

TEST_CASE("what is never answered is hung up on when there is no room: silence would say that all is well",
          "[io][full]") {
    small_disk disk{1000};
    running_engine engine{input_with("on_full: nak, ack: { mode: none }"), {}, disk};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("silent")));
    CHECK(sender.closed());
}
