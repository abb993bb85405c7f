// Application acknowledgements over another connection, between real sockets, also over a restart.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

std::string via(std::uint16_t back, const std::string& expect = "answer", const std::string& mode = "auto") {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { mode: " + mode +
           ", application: { via: back } } } }\noutputs:\n  back:\n    mllp: { connect: '127.0.0.1:" +
           std::to_string(back) + "', expect: " + expect + " }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

std::string asking(const std::string& control, const std::string& application = "AL") {
    return "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01^ADT_A01|" + control + "|P|2.5.1|||AL|" + application +
           "\rPID|1||0012345\r";
}

bool says(const std::string& frame, const std::string& code, const std::string& control) {
    return frame.find("\rMSA|" + code + "|" + control + "\r") != std::string::npos;
}

// MSH-10, which follows the type.
std::string control_of(const std::string& frame) {
    auto at = frame.find("|ACK^A01^ACK|");
    REQUIRE(at != std::string::npos);
    at += 13;
    return frame.substr(at, frame.find('|', at) - at);
}

void put(running_engine& engine, const std::string& control, const std::string& application = "AL") {
    wire sender{engine.port_of("in")};
    sender.send(framed(asking(control, application)));
    REQUIRE(says(sender.read_frame(), "CA", control));
    CHECK(sender.silent(50ms)); // nothing else comes here
}

std::vector<std::string> findings(const std::string& yaml) {
    temporary_folder home;
    return codes_found(yaml, home.path());
}

} // namespace

TEST_CASE("the application acknowledgement comes over the other connection, and its receiver's CA ends it",
          "[io][ack]") {
    port back;
    running_engine engine{via(back.number())};
    put(engine, "1");
    auto peer = back.accept();
    REQUIRE(peer);
    const auto ack = peer->read_frame();
    CHECK(says(ack, "AA", "1"));
    peer->send(framed(answer(control_of(ack), "CA")));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(peer->silent(100ms)); // nobody answers the CA
}

TEST_CASE("acknowledgements over the other connection keep the order of their messages", "[io][ack]") {
    port back;
    running_engine engine{via(back.number())};
    for (const auto* control : {"1", "2", "3"}) put(engine, control);
    auto peer = back.accept();
    REQUIRE(peer);
    for (const auto* control : {"1", "2", "3"}) {
        const auto ack = peer->read_frame();
        CHECK(says(ack, "AA", control));
        peer->send(framed(answer(control_of(ack), "AA"))); // some answer so
    }
    CHECK(engine.events.wait_for("delivery.done", 3));
}

TEST_CASE("an acknowledgement that could not be delivered yet outlives a restart, with its control id", "[io][ack]") {
    port back;
    temporary_folder home;
    std::string first;
    {
        running_engine engine{via(back.number()), home.path()};
        put(engine, "1");
        auto peer = back.accept();
        REQUIRE(peer);
        first = peer->read_frame();
        peer->close(); // without an answer
        engine.stop();
    }
    while (back.accept(100ms)) { // what was tried meanwhile
    }
    running_engine engine{via(back.number()), home.path()};
    auto peer = back.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == first);
    peer->send(framed(answer(control_of(first), "CA")));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("a resend gets CA again and no second application acknowledgement", "[io][ack]") {
    port back;
    running_engine engine{via(back.number())};
    put(engine, "1");
    auto peer = back.accept();
    REQUIRE(peer);
    peer->send(framed(answer(control_of(peer->read_frame()), "CA")));
    CHECK(engine.events.wait_for("delivery.done"));
    put(engine, "1");
    CHECK(engine.events.comes_to("message.repeated", 1));
    CHECK(peer->silent(200ms));
}

TEST_CASE("a refused acknowledgement is a dead letter like any delivery", "[io][ack]") {
    port back;
    running_engine engine{via(back.number())};
    put(engine, "1");
    auto peer = back.accept();
    REQUIRE(peer);
    peer->send(framed(answer(control_of(peer->read_frame()), "AR")));
    CHECK(engine.events.wait_for("delivery.dead"));
}

TEST_CASE("with `expect: nothing` a delivery is done when the connection has taken it", "[io][ack]") {
    port back;
    running_engine engine{via(back.number(), "nothing")};
    put(engine, "1");
    put(engine, "2");
    CHECK(engine.events.wait_for("delivery.done", 2));
    auto peer = back.accept();
    REQUIRE(peer);
    for (const auto* control : {"1", "2"}) {
        const auto ack = peer->read_frame();
        CHECK(says(ack, "AA", control));
        CHECK(ack.find("|NE|NE\r") != std::string::npos);
    }
}

TEST_CASE("what `via` cannot be is told at load", "[ack]") {
    using codes = std::vector<std::string>;
    CHECK(findings(via(6680)).empty());
    CHECK(findings(via(6680, "nothing")).empty());
    CHECK(findings(via(6680, "commit")).empty());
    CHECK(findings(via(6680, "application")) == codes{"VG3106"}); // nobody sends AA for an acknowledgement
    CHECK(findings(via(6680, "answer", "original")) == codes{"VG3105"});
    const std::string input =
        "inputs: { in: { mllp: { listen: ':2575' }, ack: { mode: auto, application: { via: b } } } }\n";
    CHECK(findings(input) == codes{"VG3002"});
    CHECK(findings(input + "outputs: { b: { file: { folder: ., name: a } } }\n") == codes{"VG3106"});
    CHECK(findings(input + "outputs: { b: { mllp: { connect: 'localhost:2575' } } }\n") ==
          codes{"VG3107"}); // to itself
    CHECK(findings(input + "outputs: { b: { mllp: { connect: 'his.internal:2575' } } }\n").empty());
}
