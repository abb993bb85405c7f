// What a sender hears of a message that a route rejects, over real sockets.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

// Two routes to one receiver: one takes everything, the other rejects what has no name.
std::string two_routes(port& receiver, const std::string& ack) {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: " + ack +
           " } }\n"
           "routes:\n"
           "  all: { from: in, to: [out] }\n"
           "  named:\n"
           "    from: in\n"
           "    steps:\n"
           "      - when: not exists(PID-5.1)\n"
           "        reject: a patient has a name\n"
           "        at: PID-5.1\n"
           "    to: [out]\n"
           "outputs: { out: { mllp: { connect: '127.0.0.1:" +
           std::to_string(receiver.number()) + "' } } }\n";
}

} // namespace

TEST_CASE("one route rejects: the sender hears where, and nothing is delivered by any route", "[io][reject]") {
    port receiver;
    running_engine engine{two_routes(receiver, "{ after: processed }")};
    wire sender{engine.port_of("in")};
    for (int i = 0; i < 2; ++i) { // a negative answer is not remembered: the second is judged again
        sender.send(framed(adt("1")));
        const auto ack = sender.read_frame();
        CHECK(ack.find("\rMSA|AE|1|") != std::string::npos);
        CHECK(ack.find("\rERR||PID^1^5^1^1|207^Application internal error^HL70357|E|||vagus.yaml:8 step 1 \"reject\": |"
                       "a patient has a name\r") != std::string::npos);
    }
    CHECK(engine.events.wait_for("message.refused", 2));
    CHECK(engine.events.fact_of("message.refused", "reason") == "vagus.yaml:8 step 1 \"reject\": a patient has a name");
    CHECK_FALSE(receiver.accept(200ms));

    sender.send(framed("MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01|2|P|2.3\rPID|1||7||ROE\r"));
    CHECK(sender.read_frame().find("\rMSA|AA|2\r") != std::string::npos);
    auto peer = receiver.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame().find("|2|P|2.3") != std::string::npos); // what was refused is not in the queue
}

TEST_CASE("where an accept acknowledgement is the whole answer it tells the rejection", "[io][reject]") {
    port receiver;
    running_engine engine{two_routes(receiver, "{ mode: auto, after: processed, codes: { invalid: AR } }")};
    wire sender{engine.port_of("in")};
    sender.send(framed("MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01|3|P|2.3|||AL|NE\rPID|1||7\r"));
    const auto ack = sender.read_frame();
    CHECK(ack.find("\rMSA|CR|3|") != std::string::npos);
    CHECK(ack.find("\rERR|PID^1^5^207&Application internal error&HL70357\r") != std::string::npos);
    CHECK_FALSE(receiver.accept(200ms));
}

TEST_CASE("a rejection that nobody would hear is kept as failed, and other routes go on", "[io][reject]") {
    port receiver;
    running_engine engine{two_routes(receiver, "{ mode: none, after: processed }")};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("4")));
    CHECK(engine.events.wait_for("message.failed"));
    CHECK(receiver.accept());
}

TEST_CASE("what validate rejects is answered with its places, kept as refused and delivered nowhere",
          "[io][validate]") {
    port receiver;
    running_engine engine{"inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { after: processed } } }\n"
                          "routes:\n"
                          "  checked:\n"
                          "    from: in\n"
                          "    steps:\n"
                          "      - validate:\n"
                          "          require: [PID-5.1, PV1-2]\n"
                          "          profile: { PID-7: { format: DT }, PID-8: { codes: [F, M] } }\n"
                          "          on_fail: { require: reject, profile: warn }\n"
                          "    to: [out]\n"
                          "outputs: { out: { mllp: { connect: '127.0.0.1:" +
                          std::to_string(receiver.number()) + "' } } }\n"};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    const auto ack = sender.read_frame();
    CHECK(ack.find("\rMSA|AE|1|") != std::string::npos);
    CHECK(
        ack.find("\rERR||PID^1^5^1^1|101^Required field missing^HL70357|E|||vagus.yaml:7 step 1 \"validate\": require|"
                 "PID-5.1: required and empty\r") != std::string::npos);
    CHECK(ack.find("\rERR||PV1^1|100^Segment sequence error^HL70357|E|||vagus.yaml:7 step 1 \"validate\": require|"
                   "PV1-2: required and without its segment\r") != std::string::npos);
    CHECK(engine.events.comes_to("message.refused", 1));
    CHECK_FALSE(receiver.accept(200ms));

    sender.send(framed("MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01|2|P|2.5\rPID|1||7||ROE||1.3.70|X\rPV1||I\r"));
    CHECK(sender.read_frame().find("\rMSA|AA|2\r") != std::string::npos);
    CHECK(engine.events.wait_for("message.warned"));
    CHECK(engine.events.fact_of("message.warned", "reason") ==
          "vagus.yaml:7 step 1 \"validate\": 2 deviations: PID-7: expected a date, YYYY[MM[DD]]; PID-8: none of the "
          "codes of this site");
    CHECK(receiver.accept());
}
