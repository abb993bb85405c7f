// Messages in fragments between real sockets: joined, also over connections and restarts, and shown when they end in
// the middle.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

std::string joining(std::uint16_t to, const std::string& terms = "{}") {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, continuation: " + terms +
           " } }\nroutes: { all: { from: in, to: [out] } }\noutputs:\n  out:\n    mllp: { connect: '127.0.0.1:" +
           std::to_string(to) + "' }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

std::string fragment(const std::string& control, const std::string& pointer, const std::string& rest) {
    return "MSH|^~\\&|LIS|LAB|EHR|HOSP|20260301||ORU^R01^ORU_R01|" + control + "|P|2.5.1||" + pointer + "\r" + rest;
}
const auto one = fragment("1", "", "PID|1||0012345\rOBX|1|TX|a||half a wo\rADD\rDSC|W4xy|F\r");
const auto two = fragment("2", "W4xy", "ADD|rd\rOBX|2|TX|b||two\rDSC|V292|F\r");
const auto three = fragment("3", "V292", "OBX|3|TX|c||three\r");
const auto whole = fragment("1", "", "PID|1||0012345\rOBX|1|TX|a||half a word\rOBX|2|TX|b||two\rOBX|3|TX|c||three\r");

std::string told(wire& sender, const std::string& bytes) {
    sender.send(framed(bytes));
    const auto frame = sender.read_frame();
    const auto at = frame.find("\rMSA|");
    return at == std::string::npos ? frame : frame.substr(at + 5, 4);
}

std::string received(port& at) {
    auto peer = at.accept();
    REQUIRE(peer);
    const auto frame = peer->read_frame();
    peer->send(framed(answer("1")));
    return frame;
}

} // namespace

TEST_CASE("each fragment is acknowledged, and the message leaves in one piece", "[io][fragment]") {
    port out;
    running_engine engine{joining(out.number())};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, one) == "AA|1");
    CHECK(told(sender, one) == "AA|1"); // its acknowledgement was lost
    CHECK(told(sender, two) == "AA|2");
    CHECK_FALSE(out.accept(100ms)); // nothing leaves before the last
    wire other{engine.port_of("in")};
    CHECK(told(other, three) == "AA|3");
    CHECK(received(out) == framed(whole));
    CHECK(told(sender, three) == "AA|3");
    CHECK(engine.events.wait_for("delivery.done"));
    CHECK(engine.events.comes_to("delivery.done", 1));
}

TEST_CASE("a message is joined over a restart in the middle", "[io][fragment]") {
    temporary_folder home;
    port out;
    {
        running_engine engine{joining(out.number()), home.path()};
        wire sender{engine.port_of("in")};
        CHECK(told(sender, one) == "AA|1");
        CHECK(told(sender, two) == "AA|2");
        engine.stop();
    }
    running_engine engine{joining(out.number()), home.path()};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, two) == "AA|2");
    CHECK(told(sender, three) == "AA|3");
    CHECK(received(out) == framed(whole));
}

TEST_CASE("a fragment whose beginning is not here is refused, and the sender can begin again", "[io][fragment]") {
    port out;
    running_engine engine{joining(out.number())};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, three) == "AE|3");
    CHECK(told(sender, two) == "AE|2");
    CHECK(told(sender, one) == "AA|1");
    CHECK(told(sender, two) == "AA|2"); // refused before; in place now
    CHECK(told(sender, three) == "AA|3");
    CHECK(received(out) == framed(whole));
}

TEST_CASE("a message whose rest does not come is a dead letter, and may be sent again from its beginning",
          "[io][fragment]") {
    port out;
    running_engine engine{joining(out.number(), "{ within: 2s }")};
    wire sender{engine.port_of("in")};
    CHECK(told(sender, one) == "AA|1");
    REQUIRE(engine.events.wait_for("message.failed"));
    CHECK(engine.events.fact_of("message.failed", "reason").find("incomplete: 1 fragments came") == 0);
    CHECK(told(sender, two) == "AE|2");
    std::string last;
    for (int i = 0; i < 20 && last != "AA|3"; ++i) { // on a slow disk its time may be over again
        CHECK(told(sender, one) == "AA|1");          // the same bytes, and no duplicate of what went nowhere
        if (told(sender, two) == "AA|2") last = told(sender, three);
    }
    CHECK(last == "AA|3");
    CHECK(received(out) == framed(whole));
}

TEST_CASE("fragments larger than a socket's buffers are joined", "[io][fragment]") {
    port out;
    running_engine engine{joining(out.number())};
    wire sender{engine.port_of("in")};
    const std::string half(3'000'000, 'x');
    CHECK(told(sender, fragment("1", "", "OBX|1|ED|a||" + half + "\rADD\rDSC|W4xy|F\r")) == "AA|1");
    CHECK(told(sender, fragment("2", "W4xy", "ADD|" + half + "\r")) == "AA|2");
    CHECK(received(out) == framed(fragment("1", "", "OBX|1|ED|a||" + half + half + "\r")));
}

TEST_CASE("an input that joins more than site.in_flight has room for is a finding", "[io][fragment][config]") {
    temporary_folder home;
    CHECK(codes_found(joining(1, "{ bytes: 64MiB }"), home.path()).empty());
    CHECK(codes_found(joining(1, "{ bytes: 65MiB }"), home.path()) == std::vector<std::string>{"VG3109"});
}
