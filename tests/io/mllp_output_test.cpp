// MLLP outputs over real sockets: receivers that behave badly.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

std::string to(port& receiver, const std::string& more = {}, const std::string& mllp = {}) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
           "routes: { all: { from: in, to: [out] } }\n"
           "outputs:\n  out:\n    mllp: { connect: '127.0.0.1:" +
           std::to_string(receiver.number()) + "'" + mllp +
           " }\n"
           "    retry: { first: 50ms, max: 50ms, jitter: 0% }\n" +
           more;
}

void put(running_engine& engine, const std::string& control, const std::string& patient = "0012345") {
    wire sender{engine.port_of("in")};
    sender.send(framed(adt(control, patient)));
    REQUIRE(sender.read_frame().find("\rMSA|AA|" + control) != std::string::npos);
}

bool carries(const std::string& frame, const std::string& control) {
    return frame.find("|" + control + "|P|2.5.1") != std::string::npos;
}

} // namespace

TEST_CASE("messages leave over one kept connection, in order, byte for byte", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver)};
    put(engine, "1");
    put(engine, "2");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1")));
    CHECK(peer->silent(200ms)); // strict: the second waits for the first answer
    peer->send(framed(answer("1")));
    CHECK(peer->read_frame() == framed(adt("2")));
    peer->send(framed(answer("2")));
    CHECK(engine.events.wait_for("delivery.done", 2));
}

TEST_CASE("no answer in time closes the connection, so that a late answer is never taken for the next",
          "[io][output]") {
    port receiver;
    running_engine engine{to(receiver, {}, ", ack_timeout: 2s")};
    put(engine, "1");
    put(engine, "2");
    auto late = receiver.accept();
    REQUIRE(late);
    CHECK(carries(late->read_frame(), "1"));
    auto again = receiver.accept();
    REQUIRE(again);
    CHECK(late->closed());
    CHECK(carries(again->read_frame(), "1")); // the same message, the same MSH-10
    again->send(framed(answer("1")));
    CHECK(carries(again->read_frame(), "2"));
    again->send(framed(answer("2")));
    CHECK(engine.events.wait_for("delivery.done", 2));
}

TEST_CASE("an answer to another message does not count", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver)};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed(answer("0")));
    CHECK(peer->closed());
    CHECK(engine.events.count("delivery.done") == 0);
    auto again = receiver.accept();
    REQUIRE(again);
    CHECK(carries(again->read_frame(), "1"));
    again->send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("an answer without MSA-2 does not count", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver)};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed("MSH|^~\\&|A|B|C|D|20260301||ACK|9|P|2.5.1\rMSA|AA\r"));
    CHECK(peer->closed());
    CHECK(engine.events.wait_for("delivery.retried"));
    CHECK(engine.events.count("delivery.done") == 0);
}

TEST_CASE("an answer that comes twice does not cost the next message a try", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver)};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed(answer("1")) + framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
    put(engine, "2");
    auto fresh = receiver.accept();
    REQUIRE(fresh);
    CHECK(carries(fresh->read_frame(), "2"));
    fresh->send(framed(answer("2")));
    CHECK(engine.events.wait_for("delivery.done", 2));
    CHECK(engine.events.count("delivery.retried") == 0);
}

TEST_CASE("a receiver that closes after each message is no failure", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver)};
    for (const auto* control : {"1", "2", "3"}) {
        put(engine, control);
        auto peer = receiver.accept();
        REQUIRE(peer);
        CHECK(carries(peer->read_frame(), control));
        peer->send(framed(answer(control)));
        CHECK(peer->taken()); // the engine has the answer before the close
        peer->close();
    }
    CHECK(engine.events.wait_for("delivery.done", 3));
    CHECK(engine.events.count("output.down") == 0);
}

TEST_CASE("an answer without its frame is told from silence", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver, {}, ", ack_timeout: 20s")};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(answer("1")); // no VT, no FS
    peer->half_close();
    CHECK(engine.events.wait_for("delivery.retried"));
    CHECK(engine.events.fact_of("delivery.retried", "result") == "unreadable");
    receiver.close(); // so that the stop does not wait for another answer
}

TEST_CASE("an answer without its last CR counts", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver)};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send("\x0B" + answer("1") + "\x1C");
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("a refusal is a dead letter and the feed goes on", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver)};
    put(engine, "bad");
    put(engine, "good");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed(answer("bad", "AE")));
    CHECK(carries(peer->read_frame(), "good"));
    peer->send(framed(answer("good")));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.comes_to("delivery.dead", 1));
}

TEST_CASE("a receiver that is away gets everything, in order, when it is back", "[io][output]") {
    port receiver{port::door::shut};
    running_engine engine{to(receiver)};
    for (int i = 1; i <= 5; ++i) put(engine, std::to_string(i));
    CHECK(engine.events.wait_for("output.down"));
    receiver.open();
    auto peer = receiver.accept();
    REQUIRE(peer);
    for (int i = 1; i <= 5; ++i) {
        CHECK(carries(peer->read_frame(), std::to_string(i)));
        peer->send(framed(answer(std::to_string(i))));
    }
    CHECK(engine.events.wait_for("delivery.done", 5));
    CHECK(engine.events.wait_for("output.up"));
}

TEST_CASE("per key, one patient waits and another does not", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver, "    order: { per_key: PID-3.1, lanes: 8 }\n")};
    put(engine, "a1", "PAT-A");
    put(engine, "a2", "PAT-A");
    put(engine, "b1", "PAT-D");
    auto first = receiver.accept();
    auto second = receiver.accept();
    REQUIRE(first);
    REQUIRE(second); // two keys, two connections (these two fall into different lanes of eight)
    auto one = first->read_frame();
    auto two = second->read_frame();
    CHECK((carries(one, "a1") || carries(two, "a1")));
    CHECK((carries(one, "b1") || carries(two, "b1")));
    CHECK(first->silent(200ms));
    CHECK(second->silent(200ms)); // a2 waits for a1
}

TEST_CASE("a stop lets the receiver's answer come and settles it", "[io][output]") {
    port receiver;
    temporary_folder home;
    {
        running_engine engine{to(receiver), home.path()};
        put(engine, "1");
        put(engine, "2");
        auto peer = receiver.accept();
        REQUIRE(peer);
        CHECK(carries(peer->read_frame(), "1"));
        auto over = engine.begin_stop();
        CHECK(over.wait_for(200ms) == std::future_status::timeout);
        peer->send(framed(answer("1")));
        CHECK(over.wait_for(without_waiting) == std::future_status::ready);
        engine.finish();
    }
    running_engine next{to(receiver), home.path()};
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(carries(peer->read_frame(), "2")); // 1 was settled, 2 was kept
}

TEST_CASE("a receiver that never stops sending what is no answer held the output for ever", "[io][output]") {
    port receiver;
    running_engine engine{to(receiver, {}, ", ack_timeout: 300ms")};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    const std::string noise(256 << 10, 'x');
    const auto until = std::chrono::steady_clock::now() + patience;
    bool open = true;
    while (open && std::chrono::steady_clock::now() < until) open = peer->try_send(noise);
    CHECK_FALSE(open);
}

TEST_CASE("what would end the frame early is a dead letter, brings no answer, and the feed goes on", "[io][output]") {
    port receiver;
    running_engine engine{"inputs:\n  in: { mllp: { listen: '127.0.0.1:0' } }\n  back: { response: { of: out } }\n"
                          "routes: { all: { from: in, to: [out] }, answers: { from: back, to: [] } }\n"
                          "outputs: { out: { mllp: { connect: '127.0.0.1:" +
                          std::to_string(receiver.number()) + "' } } }\n"};
    put(engine, "cut", "a\x1C|b");
    put(engine, "good");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("good")));
    peer->send(framed(answer("good")));
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.comes_to("delivery.dead", 1));
    CHECK(engine.events.fact_of("delivery.dead", "result") == "rejected");
    CHECK(engine.events.comes_to("message.answered", 1)); // what the receiver said to the other one
}

TEST_CASE("a rule that writes the frame's end or beginning anew leaves it escaped, and the message arrives whole",
          "[io][output]") {
    port receiver;
    running_engine engine{"inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
                          "routes: { all: { from: in, steps: [{ set: { NTE-3: '${upper(NTE-3)}' } }], to: [out] } }\n"
                          "outputs: { out: { mllp: { connect: '127.0.0.1:" +
                          std::to_string(receiver.number()) + "' } } }\n"};
    const auto note = [](const std::string& control, const std::string& text) {
        return adt(control, "7", "NTE|1||" + text + "\rAL1|1||b\r");
    };
    wire sender{engine.port_of("in")};
    sender.send(framed(note("1", "a\\X1C\\")));
    REQUIRE(sender.read_frame().contains("|AA|1"));
    sender.send(framed(note("2", "\\X0B\\MSH\\F\\\x1C|")));
    REQUIRE(sender.read_frame().contains("|AA|2"));
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(note("1", "A\\X1C\\")));
    peer->send(framed(answer("1")));
    CHECK(peer->read_frame() == framed(note("2", "\\X0B\\MSH\\F\\\\X1C\\|")));
    peer->send(framed(answer("2")));
    CHECK(engine.events.wait_for("delivery.done", 2));
}
