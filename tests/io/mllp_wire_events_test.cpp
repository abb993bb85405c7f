// What comes over the wire and is no message, and no answer, is kept: of every kind, with its bytes.
#include "tests/io/messages.hpp"
#include "tests/support/kept_events.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

// An engine on a folder that outlives it, and what it kept there.
struct site {
    explicit site(const std::string& yaml)
        : engine{yaml, home.path()} {}
    kept_event only_event() {
        engine.stop();
        auto all = kept_events(home.path());
        REQUIRE(all.size() == 1);
        return all.front();
    }
    temporary_folder home;
    running_engine engine;
};

std::string input(const std::string& more = {}) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0'" + more + " } } }\n";
}

std::string to(port& receiver) {
    return input() + "routes: { all: { from: in, to: [out] } }\noutputs:\n  out:\n    mllp: { connect: '127.0.0.1:" +
           std::to_string(receiver.number()) +
           "', ack_timeout: 2s }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

// The engine has a message for the receiver, and the receiver has it.
wire sent_to(port& receiver, site& from, const std::string& control) {
    wire sender{from.engine.port_of("in")};
    sender.send(framed(adt(control)));
    REQUIRE(sender.read_frame().find("\rMSA|AA|" + control) != std::string::npos);
    auto peer = receiver.accept();
    REQUIRE(peer);
    REQUIRE_FALSE(peer->read_frame().empty());
    return std::move(*peer);
}

void answer_again(port& receiver, site& from, const std::string& control) {
    auto again = receiver.accept();
    REQUIRE(again);
    REQUIRE_FALSE(again->read_frame().empty());
    again->send(framed(answer(control)));
    CHECK(from.engine.events.wait_for("delivery.done"));
}

} // namespace

TEST_CASE("bytes between frames are kept; line ends and NULs are not", "[io][wire]") {
    site here{input()};
    wire sender{here.engine.port_of("in")};
    sender.send("noise" + framed(adt("1")) + std::string{"\r\n\0", 3} + framed(adt("2")));
    CHECK_FALSE(sender.read_frame().empty());
    CHECK_FALSE(sender.read_frame().empty());
    const auto kept = here.only_event();
    CHECK(kept.kind == "outside_frame");
    CHECK(kept.where == "in");
    CHECK(kept.bytes == "noise");
}

TEST_CASE("a frame that never ended is kept", "[io][wire]") {
    site here{input()};
    {
        wire sender{here.engine.port_of("in")};
        sender.send("\x0B" + adt("half").substr(0, 20));
        sender.half_close();
        CHECK(sender.closed());
    }
    const auto kept = here.only_event();
    CHECK(kept.kind == "unfinished_frame");
    CHECK(kept.bytes == adt("half").substr(0, 20));
}

TEST_CASE("an acknowledgement that could not be written is kept", "[io][wire]") {
    site here{input(", write_timeout: 200ms")};
    wire deaf{here.engine.port_of("in")};
    deaf.take_at_most(4096);
    for (int i = 0; i < 200 && here.engine.events.count("ack.not_written") == 0; ++i) // it hangs up in the middle
        if (!deaf.try_send(framed(adt(std::to_string(i) + std::string(60'000, 'x'))))) break;
    CHECK(here.engine.events.wait_for("session.ended"));
    here.engine.stop();
    const auto kept = kept_events(here.home.path());
    REQUIRE_FALSE(kept.empty());
    CHECK(kept.back().kind == "ack_not_written");
    CHECK(kept.back().bytes.find("\rMSA|AA|") != std::string::npos);
}

TEST_CASE("a commit byte that refuses an acknowledgement is kept", "[io][wire]") {
    site here{input(", commit_bytes: true")};
    wire sender{here.engine.port_of("in")};
    sender.send(framed("\x15") + framed(adt("1")));
    CHECK_FALSE(sender.read_frame().empty());
    CHECK(here.only_event().kind == "ack_refused");
}

TEST_CASE("an answer without its frame is kept with the output's name", "[io][wire]") {
    port receiver;
    site here{to(receiver)};
    {
        auto peer = sent_to(receiver, here, "1");
        peer.send(answer("1"));
        CHECK(peer.closed()); // it never becomes an answer
    }
    answer_again(receiver, here, "1");
    const auto kept = here.only_event();
    CHECK(kept.kind == "answer_unframed");
    CHECK(kept.where == "out");
    CHECK(kept.bytes == answer("1"));
}

TEST_CASE("an answer to another message is kept", "[io][wire]") {
    port receiver;
    site here{to(receiver)};
    {
        auto peer = sent_to(receiver, here, "1");
        peer.send(framed(answer("0")));
        CHECK(peer.closed());
    }
    answer_again(receiver, here, "1");
    const auto kept = here.only_event();
    CHECK(kept.kind == "answer_strange");
    CHECK(kept.bytes == answer("0"));
}

TEST_CASE("a second answer is kept when the next message finds it", "[io][wire]") {
    port receiver;
    site here{to(receiver)};
    auto peer = sent_to(receiver, here, "1");
    peer.send(framed(answer("1")));
    CHECK(here.engine.events.wait_for("delivery.done"));
    peer.send(framed(answer("1"))); // nobody waits for it any more
    std::this_thread::sleep_for(50ms);
    auto next = sent_to(receiver, here, "2");
    next.send(framed(answer("2")));
    CHECK(here.engine.events.wait_for("delivery.done", 2));
    const auto kept = here.only_event();
    CHECK(kept.kind == "answer_surplus");
    CHECK(kept.bytes == framed(answer("1")));
}
