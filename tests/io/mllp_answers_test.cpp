// Answers of receivers as messages of an input (`response:`), between real sockets.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

std::string output(const std::string& name, std::uint16_t to, const std::string& more = {}) {
    return "  " + name + ":\n    mllp: { connect: '127.0.0.1:" + std::to_string(to) + "', ack_timeout: 10s" + more +
           " }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

// Orders go to lis; its answers go to his, with the patient of what had been sent.
std::string replying(std::uint16_t lis, std::uint16_t his, const std::string& expect = {}) {
    return "inputs:\n  in: { mllp: { listen: '127.0.0.1:0' } }\n  lis_replies: { response: { of: lis } }\n"
           "routes:\n  orders: { from: in, steps: [ { set: { MSH-10: \"V${MSH-10}\" } } ], to: lis }\n"
           "  back: { from: lis_replies, match: MSA-1 == 'AA', steps: [ { set: { MSA-3: \"${request(PID-3.1)} "
           "${request(MSH-10)}\" } } ], to: his }\noutputs:\n" +
           output("lis", lis, expect) + output("his", his);
}

std::string with_words(std::string text, const std::string& control, const std::string& words) {
    const auto at = text.find("MSA|AA|" + control + "\r") + 7 + control.size();
    return text.insert(at, "|" + words);
}

} // namespace

TEST_CASE("an answer enters as a message, and its rules read what had been sent", "[io][answers]") {
    port lis;
    port his;
    running_engine engine{replying(lis.number(), his.number())};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1", "0012345")));
    auto at_lis = lis.accept();
    REQUIRE(at_lis);
    CHECK(at_lis->read_frame() == framed(adt("V1", "0012345")));
    at_lis->send(framed(answer("V1")));
    auto at_his = his.accept();
    REQUIRE(at_his);
    CHECK(at_his->read_frame() == framed(with_words(answer("V1"), "V1", "0012345 V1")));
    at_his->send(framed(answer("AV1")));
    CHECK(engine.events.fact_of("message.answered", "ended") == "queued");
}

TEST_CASE("behind a CA the application's answer is the message", "[io][answers]") {
    port lis;
    port his;
    running_engine engine{replying(lis.number(), his.number(), ", expect: application")};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    auto at_lis = lis.accept();
    REQUIRE(at_lis);
    (void)at_lis->read_frame();
    at_lis->send(framed(answer("V1", "CA")));
    CHECK_FALSE(his.accept(100ms));
    at_lis->send(framed(answer("V1", "AA", "ORC|OK||A-1\r")));
    auto at_his = his.accept();
    REQUIRE(at_his);
    CHECK(at_his->read_frame().find("ORC|OK||A-1") != std::string::npos);
}

TEST_CASE("a refusal enters too, and is a dead letter all the same", "[io][answers]") {
    port lis;
    port his;
    running_engine engine{replying(lis.number(), his.number())};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    auto at_lis = lis.accept();
    REQUIRE(at_lis);
    (void)at_lis->read_frame();
    at_lis->send(framed(answer("V1", "AR")));
    CHECK(engine.events.wait_for("delivery.dead"));
    CHECK(engine.events.wait_for("message.answered"));
    CHECK(engine.events.fact_of("message.answered", "ended") == "unmatched"); // `back` takes AA only
    CHECK_FALSE(his.accept(100ms));
}

TEST_CASE("an answer that was promised onwards outlives a restart, and enters once", "[io][answers]") {
    port lis;
    port his{port::door::shut};
    temporary_folder home;
    {
        running_engine engine{replying(lis.number(), his.number()), home.path()};
        wire sender{engine.port_of("in")};
        sender.send(framed(adt("1")));
        auto at_lis = lis.accept();
        REQUIRE(at_lis);
        (void)at_lis->read_frame();
        at_lis->send(framed(answer("V1")));
        REQUIRE(engine.events.wait_for("message.answered"));
        engine.stop();
    }
    his.open();
    running_engine engine{replying(lis.number(), his.number()), home.path()};
    auto at_his = his.accept();
    REQUIRE(at_his);
    CHECK(at_his->read_frame() == framed(with_words(answer("V1"), "V1", "0012345 V1")));
    at_his->send(framed(answer("AV1")));
    CHECK(at_his->silent(100ms));
    CHECK_FALSE(lis.accept(100ms)); // what was answered is not sent again
}

TEST_CASE("what answers cannot be messages of is found, and circles are", "[io][answers][config]") {
    temporary_folder home;
    const auto found = [&](const std::string& inputs, const std::string& routes) {
        return codes_found("inputs: { in: { mllp: { listen: '127.0.0.1:0' } }, " + inputs + " }\nroutes: { " + routes +
                               " }\noutputs:\n" + output("lis", 1) + output("his", 2) +
                               output("mute", 3, ", expect: nothing"),
                           home.path());
    };
    using codes = std::vector<std::string>;
    const std::string replies = "replies: { response: { of: lis } }";
    CHECK(found(replies, "a: { from: in, to: lis }, b: { from: replies, to: his }").empty());
    CHECK(found("replies: { response: { of: liss } }", "a: { from: in, to: lis }") == codes{"VG3002"});
    CHECK(found("replies: { response: { of: mute } }", "a: { from: in, to: lis }") == codes{"VG3116"});
    CHECK(found(replies, "a: { from: [in, replies], to: lis }") == codes{"VG3117"});
    const auto both = replies + ", more: { response: { of: his } }";
    CHECK(found(both, "a: { from: replies, to: his }, b: { from: more, to: mute }").empty());
    CHECK(found(both, "a: { from: replies, to: his }, b: { from: more, to: lis }") == codes{"VG3117", "VG3117"});
    CHECK(found("replies: { response: { of: lis }, ack: { mode: none } }", "a: { from: in, to: lis }").size() == 1);
}
