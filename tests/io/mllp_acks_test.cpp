// Acknowledgements over real sockets: original and enhanced mode, both sides of MLLP release 2's commit bytes.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

const std::string commit_ack = framed("\x06");
const std::string commit_nak = framed("\x15");

std::string input(const std::string& ack, const std::string& mllp = {}) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0'" + mllp + " }, ack: " + ack + " } }\n";
}

// An ADT that asks for acknowledgements.
std::string asking(const std::string& control, const std::string& accept, const std::string& application) {
    return "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01^ADT_A01|" + control + "|P|2.5.1|||" + accept + "|" +
           application + "\rPID|1||0012345\r";
}

bool says(const std::string& frame, const std::string& code, const std::string& control) {
    return frame.find("\rMSA|" + code + "|" + control + "\r") != std::string::npos;
}

std::string output(port& receiver, const std::string& expect) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
           "routes: { all: { from: in, to: [out] } }\n"
           "outputs:\n  out:\n    mllp: { connect: '127.0.0.1:" +
           std::to_string(receiver.number()) + "', expect: " + expect + ", ack_timeout: 2s" +
           " }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

void put(running_engine& engine, const std::string& control) {
    wire sender{engine.port_of("in")};
    sender.send(framed(adt(control)));
    REQUIRE(says(sender.read_frame(), "AA", control));
}

} // namespace

TEST_CASE("in auto mode the accept acknowledgement comes first, then the application's, on one connection",
          "[io][ack]") {
    running_engine engine{input("{ mode: auto }")};
    wire sender{engine.port_of("in")};
    sender.send(framed(asking("1", "AL", "AL")) + framed(asking("2", "AL", "NE")) + framed(asking("3", "NE", "NE")) +
                framed(asking("4", "NE", "AL")) + framed(adt("5")));
    const auto accepted = sender.read_frame();
    const auto applied = sender.read_frame();
    CHECK(says(accepted, "CA", "1"));
    CHECK(says(applied, "AA", "1"));
    CHECK(accepted.find("-C|P|2.5.1|||NE|NE") != std::string::npos); // a control id of its own
    CHECK(says(sender.read_frame(), "CA", "2"));
    CHECK(says(sender.read_frame(), "AA", "4")); // nobody answers 3
    CHECK(says(sender.read_frame(), "AA", "5"));
}

TEST_CASE("a resend gets the acknowledgements of the first", "[io][ack]") {
    running_engine engine{input("{ mode: auto }")};
    wire sender{engine.port_of("in")};
    for (int i = 0; i < 2; ++i) {
        sender.send(framed(asking("1", "AL", "AL")));
        CHECK(says(sender.read_frame(), "CA", "1"));
        CHECK(says(sender.read_frame(), "AA", "1"));
    }
    CHECK(engine.events.comes_to("message.repeated", 1));
}

TEST_CASE("a sender that knows only AA gets one of them", "[io][ack]") {
    running_engine engine{input("{ mode: auto, accept_code: AA }")};
    wire sender{engine.port_of("in")};
    sender.send(framed(asking("1", "AL", "AL")) + framed(asking("2", "AL", "NE")));
    CHECK(says(sender.read_frame(), "AA", "1"));
    CHECK(says(sender.read_frame(), "AA", "2"));
    CHECK(sender.silent(200ms));
}

TEST_CASE("bytes that are no message are refused with CR where an accept acknowledgement is due", "[io][ack]") {
    running_engine engine{input("{ mode: auto }")};
    wire sender{engine.port_of("in")};
    sender.send(framed(asking("1", "AL", "AL") + "broken line\r"));
    CHECK(sender.read_frame().find("\rMSA|CR|1|") != std::string::npos);
    sender.send(framed("no message"));
    CHECK(sender.read_frame().find("\rMSA|AR||") != std::string::npos);
}

TEST_CASE("answers that cannot be read are kept and not answered: two engines never refuse each other for ever",
          "[io][ack]") {
    running_engine engine{input("{ mode: original }")};
    wire sender{engine.port_of("in")};
    sender.send(framed(answer("1") + "broken line\r"));
    CHECK(sender.silent(200ms));
    CHECK(engine.events.comes_to("message.refused", 1));
}

TEST_CASE("mode none keeps messages and says nothing", "[io][ack]") {
    running_engine engine{input("{ mode: none }")};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")) + framed("no message"));
    CHECK(sender.silent(200ms));
    CHECK(engine.events.wait_for("message.unmatched"));
    CHECK(engine.events.wait_for("message.refused"));
}

TEST_CASE("a commit byte follows each message once it is safe, before the acknowledgement", "[io][ack]") {
    running_engine engine{input("{ mode: original }", ", commit_bytes: true, max_message: 1KiB")};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    CHECK(sender.read_frame() == commit_ack);
    CHECK(says(sender.read_frame(), "AA", "1"));
    sender.send(commit_ack); // for our acknowledgement: content too
    sender.send(framed("no message"));
    CHECK(sender.read_frame() == commit_ack); // kept, and refused by the acknowledgement
    CHECK(sender.read_frame().find("\rMSA|AR|") != std::string::npos);
    sender.send(commit_nak);
    sender.send(framed(adt("2", "0012345", "NTE|1||" + std::string(2000, 'x') + "\r")));
    CHECK(sender.read_frame() == commit_nak); // too long: not kept whole
}

TEST_CASE("with mode none the commit byte is the whole answer", "[io][ack]") {
    running_engine engine{input("{ mode: none }", ", commit_bytes: true")};
    wire sender{engine.port_of("in")};
    for (int i = 0; i < 2; ++i) {
        sender.send(framed(adt("1")));
        CHECK(sender.read_frame() == commit_ack);
    }
    CHECK(engine.events.comes_to("message.repeated", 1));
}

TEST_CASE("an output that expects the application waits past CA", "[io][ack]") {
    port receiver;
    running_engine engine{output(receiver, "application")};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed(answer("1", "CA")));
    std::this_thread::sleep_for(100ms);
    CHECK(engine.events.count("delivery.done") == 0);
    peer->send(framed(answer("1", "AA")));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("an output of release 2 waits for the commit byte, and sends again after a 15", "[io][ack]") {
    port receiver;
    running_engine engine{output(receiver, "commit")};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1")));
    peer->send(commit_nak);
    CHECK(peer->read_frame() == framed(adt("1")));
    peer->send(commit_ack);
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("with commit_and_answer the acknowledgement decides, and gets a commit byte back", "[io][ack]") {
    port receiver;
    running_engine engine{output(receiver, "commit_and_answer")};
    put(engine, "1");
    auto peer = receiver.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(commit_ack);
    peer->send(framed(answer("1", "AR")));
    CHECK(peer->read_frame() == commit_ack);
    CHECK(engine.events.wait_for("delivery.dead"));
}
