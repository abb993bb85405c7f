// Answers that wait for receivers (`ack.after: delivered`), and answers of receivers (`answer:`), between real sockets.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

// Where a sender is to hear AE: what is sent at all has been sent by then, also on a busy machine.
const std::string soon = "3s";
// Where the one try at a shut door must be over by then: one that is under way is not withdrawn.
const std::string not_so_soon = "8s";
// Where it is to hear what the receiver says: also on a disk that takes seconds for a commit.
const std::string in_any_time = "1min";

// After a try that failed the next is not near the end of a sender's time: one that is under way would stay.
std::string outputs(std::initializer_list<std::pair<const char*, std::uint16_t>> to, const std::string& again = "30s") {
    std::string text = "outputs:\n";
    for (const auto& [name, number] : to)
        text += std::string{"  "} + name + ":\n    mllp: { connect: '127.0.0.1:" + std::to_string(number) +
                "', ack_timeout: 30s }\n    retry: { first: " + again + ", max: " + again + ", jitter: 0% }\n";
    return text;
}

std::string delivering(const std::string& within, std::initializer_list<std::pair<const char*, std::uint16_t>> to,
                       const std::string& awaited = "pas", const std::string& again = "30s") {
    std::string names;
    for (const auto& [name, number] : to) names += (names.empty() ? "" : ", ") + std::string{name};
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { after: { after: delivered, outputs: [" + awaited +
           "], within: " + within + " } } } }\nroutes: { all: { from: in, to: [" + names + "] } }\n" +
           outputs(to, again);
}

std::string forwarding(const std::string& within, std::uint16_t to, const std::string& steps = "") {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, answer: { from: pas, within: " + within +
           " } } }\nroutes: { all: { from: in, " + steps + "to: [pas] } }\n" + outputs({{"pas", to}});
}

std::string code(const std::string& frame) {
    const auto at = frame.find("\rMSA|");
    return at == std::string::npos ? frame : frame.substr(at + 5, 2);
}

// What a sender hears that sends again until its message has arrived. AE where its receiver has answered: a slow disk
// does not have that yet.
std::string code_at_last(wire& sender, const std::string& message) {
    auto said = code(sender.read_frame());
    for (int i = 0; i < 10 && said == "AE"; ++i) {
        sender.send(framed(message));
        said = code(sender.read_frame());
    }
    return said;
}

} // namespace

TEST_CASE("the sender is answered when the receiver has the message, and not before", "[io][delivered]") {
    port pas;
    running_engine engine{delivering(in_any_time, {{"pas", pas.number()}})};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    auto peer = pas.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1")));
    CHECK(sender.silent(100ms));
    peer->send(framed(answer("1")));
    CHECK(code(sender.read_frame()) == "AA");

    sender.send(framed(adt("1"))); // its answer was lost
    CHECK(code(sender.read_frame()) == "AA");
    CHECK(peer->silent(100ms));
}

TEST_CASE("a message that its receiver refuses is refused to its sender", "[io][delivered]") {
    port pas;
    running_engine engine{delivering(in_any_time, {{"pas", pas.number()}})};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    auto peer = pas.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed(answer("1", "AE")));
    CHECK(code(sender.read_frame()) == "AE");
    CHECK(engine.events.wait_for("message.undelivered"));
    sender.send(framed(adt("1"))); // judged anew
    CHECK(peer->read_frame() == framed(adt("1")));
    peer->send(framed(answer("1")));
    CHECK(code(sender.read_frame()) == "AA");
}

TEST_CASE("what was not sent in time is withdrawn before the sender hears AE", "[io][delivered]") {
    port pas{port::door::shut};
    temporary_folder home;
    {
        running_engine engine{delivering(not_so_soon, {{"pas", pas.number()}}), home.path()};
        wire sender{engine.port_of("in")};
        sender.send(framed(adt("1")));
        CHECK(code(sender.read_frame()) == "AE");
        engine.stop();
    }
    pas.open();
    running_engine engine{delivering(in_any_time, {{"pas", pas.number()}}, "pas", "50ms"), home.path()};
    CHECK_FALSE(pas.accept(200ms)); // nothing is left of it
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1"))); // and it is new when it comes again
    auto peer = pas.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1")));
    peer->send(framed(answer("1")));
    CHECK(code(sender.read_frame()) == "AA");
}

TEST_CASE("a receiver that comes back finds nothing withdrawn, and its lane goes on", "[io][delivered]") {
    port pas{port::door::shut};
    running_engine engine{delivering(not_so_soon, {{"pas", pas.number()}})};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    const auto told = sender.read_frame();
    INFO(told); // whether it was withdrawn, or was under way
    CHECK(code(told) == "AE");
    pas.open();
    sender.send(framed(adt("2")));
    auto peer = pas.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("2")));
    peer->send(framed(answer("2")));
    CHECK(code_at_last(sender, adt("2")) == "AA");
    CHECK(peer->silent(100ms));
}

TEST_CASE("one in flight stays, and a resend attaches to it", "[io][delivered]") {
    port pas;
    running_engine engine{delivering(soon, {{"pas", pas.number()}})};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    auto peer = pas.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    CHECK(code(sender.read_frame()) == "AE"); // pas has it, and says nothing
    sender.send(framed(adt("1")));
    CHECK(peer->silent(100ms)); // not sent again
    peer->send(framed(answer("1")));
    CHECK(code_at_last(sender, adt("1")) == "AA");
    sender.send(framed(adt("1")));
    CHECK(code(sender.read_frame()) == "AA");
    CHECK(peer->silent(100ms));
}

TEST_CASE("what arrived after its sender heard AE is AA for a resend, after a restart too", "[io][delivered]") {
    port pas;
    temporary_folder home;
    {
        running_engine engine{delivering(soon, {{"pas", pas.number()}}), home.path()};
        wire sender{engine.port_of("in")};
        sender.send(framed(adt("1")));
        auto peer = pas.accept();
        REQUIRE(peer);
        (void)peer->read_frame();
        CHECK(code(sender.read_frame()) == "AE");
        peer->send(framed(answer("1")));
        REQUIRE(engine.events.wait_for("delivery.done"));
        engine.stop();
    }
    running_engine engine{delivering(soon, {{"pas", pas.number()}}), home.path()};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    CHECK(code(sender.read_frame()) == "AA");
    CHECK_FALSE(pas.accept(100ms));
}

TEST_CASE("what waits for an output that is not there is not withdrawn: an earlier life may have sent it",
          "[io][delivered]") {
    port lab;
    temporary_folder home;
    {
        port pas;
        running_engine engine{delivering(soon, {{"pas", pas.number()}, {"lab", lab.number()}}), home.path()};
        wire sender{engine.port_of("in")};
        sender.send(framed(adt("1")));
        auto first = pas.accept();
        auto second = lab.accept();
        REQUIRE((first && second));
        CHECK(first->read_frame() == framed(adt("1")));
        CHECK(second->read_frame() == framed(adt("1")));
        CHECK(code(sender.read_frame()) == "AE"); // both have it, and say nothing
        first->close();
        second->close();
        engine.stop();
    }
    {
        port pas{port::door::shut};
        running_engine engine{delivering("300ms", {{"pas", pas.number()}}), home.path()};
        wire sender{engine.port_of("in")};
        sender.send(framed(adt("1")));
        CHECK(code(sender.read_frame()) == "AE");
        engine.stop();
    }
    port pas{port::door::shut};
    running_engine engine{delivering(soon, {{"pas", pas.number()}, {"lab", lab.number()}}, "pas", "50ms"), home.path()};
    auto peer = lab.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("1")));
    peer->send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("of two receivers the one that has the message gets no resend of it", "[io][delivered]") {
    port lab{port::door::shut};
    port pas;
    running_engine engine{delivering(not_so_soon, {{"pas", pas.number()}, {"lab", lab.number()}}, "pas, lab")};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    auto peer = pas.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed(answer("1")));
    CHECK(code(sender.read_frame()) == "AE"); // lab is away
    sender.send(framed(adt("1")));
    CHECK(code(sender.read_frame()) == "AE");
    lab.open();
    sender.send(framed(adt("1")));
    auto other = lab.accept();
    REQUIRE(other);
    CHECK(other->read_frame() == framed(adt("1")));
    other->send(framed(answer("1")));
    CHECK(code_at_last(sender, adt("1")) == "AA");
    CHECK(other->silent(100ms));
    CHECK(peer->silent(10ms));
}

TEST_CASE("resends that come at once after a failure in part are one message for their receivers", "[io][delivered]") {
    port lab{port::door::shut};
    port pas;
    running_engine engine{delivering(not_so_soon, {{"pas", pas.number()}, {"lab", lab.number()}}, "pas, lab")};
    std::vector<wire> senders;
    for (int i = 0; i < 8; ++i) senders.emplace_back(engine.port_of("in"));
    senders.front().send(framed(adt("1")));
    auto peer = pas.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    peer->send(framed(answer("1")));
    CHECK(code(senders.front().read_frame()) == "AE"); // lab is away
    lab.open();
    for (auto& each : senders) each.send(framed(adt("1")));
    auto other = lab.accept();
    REQUIRE(other);
    CHECK(other->read_frame() == framed(adt("1")));
    other->send(framed(answer("1")));
    for (auto& each : senders) CHECK(code_at_last(each, adt("1")) == "AA");
    CHECK(other->silent(100ms));
    CHECK(peer->silent(10ms));
}

TEST_CASE("a sender that waits is answered when the engine stops", "[io][delivered]") {
    port pas;
    running_engine engine{delivering(in_any_time, {{"pas", pas.number()}})};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    auto peer = pas.accept();
    REQUIRE(peer);
    (void)peer->read_frame();
    auto stopped = engine.begin_stop();
    CHECK(code(sender.read_frame()) == "AE");
    peer->send(framed(answer("1")));
    CHECK(stopped.wait_for(without_waiting) == std::future_status::ready);
    engine.finish();
}

TEST_CASE("a receiver's answer is the sender's, with the sender's control id", "[io][answer]") {
    port pas;
    running_engine engine{forwarding(in_any_time, pas.number(), "steps: [{ set: { MSH-10: V1 } }], ")};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("77")));
    auto peer = pas.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(adt("V1")));
    const std::string more = "QPD|what was asked\rPID|1||0012345\r";
    peer->send(framed(answer("V1", "AA", more)));
    auto expected = answer("V1", "AA", more);
    expected.replace(expected.find("MSA|AA|V1"), 9, "MSA|AA|77");
    CHECK(sender.read_frame() == framed(expected));
    sender.send(framed(adt("77"))); // the same answer again
    CHECK(sender.read_frame() == framed(expected));
    CHECK(peer->silent(100ms));
}

TEST_CASE("a receiver's refusal is the sender's, and silence is `else`", "[io][answer]") {
    {
        port pas;
        running_engine engine{forwarding(in_any_time, pas.number())};
        wire sender{engine.port_of("in")};
        sender.send(framed(adt("1")));
        auto peer = pas.accept();
        REQUIRE(peer);
        (void)peer->read_frame();
        peer->send(framed(answer("1", "AR", "ERR|||101^Required field missing^HL70357|E\r")));
        CHECK(sender.read_frame() == framed(answer("1", "AR", "ERR|||101^Required field missing^HL70357|E\r")));
    }
    port silent{port::door::shut};
    running_engine engine{forwarding("300ms", silent.number())};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("2")));
    const auto late = sender.read_frame();
    CHECK(code(late) == "AE");
    CHECK(late.find("not delivered in time") != std::string::npos);
}

TEST_CASE("contradictions of what an answer waits for are findings", "[io][delivered][config]") {
    temporary_folder home;
    const auto found = [&](const std::string& input) {
        return codes_found("inputs: { in: { mllp: { listen: '127.0.0.1:0' }, " + input +
                               " } }\nroutes: { all: { from: in, to: [pas] } }\n" + outputs({{"pas", 1}}),
                           home.path());
    };
    using codes = std::vector<std::string>;
    const std::string after = "after: { after: delivered, outputs: [pas], within: 1s }";
    CHECK(found("ack: { " + after + " }").empty());
    CHECK(found("answer: { from: pas }").empty());
    CHECK(found("answer: { from: pass }") == codes{"VG3002"});
    CHECK(found("ack: { after: { after: delivered, outputs: [pas] } }").size() == 1); // never without an end
    CHECK(found("answer: { from: pas }, ack: { " + after + " }") == codes{"VG3110"});
    CHECK(found("ack: { mode: none, " + after + " }") == codes{"VG3110"});
    CHECK(found("ack: { sequence: true, " + after + " }") == codes{"VG3110"});
    CHECK(found("answer: { from: pas }, continuation: {}") == codes{"VG3110"});
    CHECK(found("ack: { mode: auto, application: { via: pas }, " + after + " }") == codes{"VG3110"});
    CHECK(found("answer: { from: pas }, dedup: { same_bytes: refuse }") == codes{"VG3119"});
    CHECK(found("ack: { " + after + " }, dedup: { other_bytes: refuse }") == codes{"VG3119"});
    CHECK(found("ack: { sequence: true }, dedup: { same_bytes: refuse }") == codes{"VG3119"});
    CHECK(found("ack: { after: processed }, dedup: { same_bytes: refuse }").empty());
}

TEST_CASE("one port does both: what is told is stored, what is asked waits for the receiver's answer",
          "[io][answer][overrides]") {
    port pas;
    port empi;
    running_engine engine{
        "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { overrides: [ { match: MSH-9.1 == 'QBP', "
        "answer: { from: empi, within: 1min } } ] } } }\nroutes:\n"
        "  told: { from: in, match: MSH-9.1 == 'ADT', to: [pas] }\n"
        "  asked: { from: in, match: MSH-9.1 == 'QBP', to: [empi] }\n" +
        outputs({{"pas", pas.number()}, {"empi", empi.number()}})};
    wire sender{engine.port_of("in")};
    sender.send(framed(adt("1")));
    CHECK(code(sender.read_frame()) == "AA"); // pas has not answered

    auto query = adt("2");
    query.replace(query.find("ADT^A01^ADT_A01"), 15, "QBP^Q22^QBP_Q21");
    sender.send(framed(query));
    auto peer = empi.accept();
    REQUIRE(peer);
    CHECK(peer->read_frame() == framed(query));
    CHECK(sender.silent(100ms));
    peer->send(framed(answer("2", "AA", "QAK|1|OK\r")));
    CHECK(sender.read_frame() == framed(answer("2", "AA", "QAK|1|OK\r")));

    auto told = pas.accept();
    REQUIRE(told);
    CHECK(told->read_frame() == framed(adt("1")));
    told->send(framed(answer("1", "AA")));
}

TEST_CASE("contradictions of an override are findings, as those of the input", "[io][overrides][config]") {
    temporary_folder home;
    const auto found = [&](const std::string& override, const std::string& ack = {}, const std::string& input = {}) {
        return codes_found("inputs: { in: { mllp: { listen: '127.0.0.1:0' }, " + input + "ack: { " + ack +
                               "overrides: [ { match: MSH-9.1 == 'QBP', " + override +
                               " } ] } } }\nroutes: { all: { from: in, to: [pas] } }\n" + outputs({{"pas", 1}}),
                           home.path());
    };
    using codes = std::vector<std::string>;
    const std::string answer = "answer: { from: pas }";
    const std::string after = "after: { after: delivered, outputs: [pas], within: 1s }";
    CHECK(found(answer).empty());
    CHECK(found(answer, "mode: auto, application: { via: pas }, ").empty()); // it waits where it sent
    CHECK(found("answer: { from: pass }") == codes{"VG3002"});
    CHECK(found(answer + ", " + after) == codes{"VG3110"});
    CHECK(found(answer + ", mode: none") == codes{"VG3110"});
    CHECK(found("mode: none", {}, "answer: { from: pas }, ") == codes{"VG3110"});
    CHECK(found(answer, "sequence: true, ") == codes{"VG3110"});
    CHECK(found(answer, {}, "continuation: {}, ") == codes{"VG3110"});
    CHECK(found(answer, {}, "dedup: { same_bytes: refuse }, ") == codes{"VG3119"});
    CHECK(found("codes: { failed: AE }") == codes{"VG3101"});
    CHECK(found("codes: { failed: AE }", "after: processed, ").empty());
    CHECK(found("codes: { failed: AE }", {}, "answer: { from: pas }, ").empty());
    CHECK(found("mode: auto", "application: { via: pas }, ").empty()); // somebody looks at MSH-16
}

TEST_CASE("the match of an override is an expression, with findings at its place", "[io][overrides][config]") {
    temporary_folder home;
    const auto found = [&](const std::string& match) {
        return codes_found("inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { overrides: [ { match: \"" + match +
                               "\", mode: none } ] } } }\naliases: { mrn: PID-3.1 }\n"
                               "routes: { all: { from: in, to: [pas] } }\n" +
                               outputs({{"pas", 1}}),
                           home.path());
    };
    using codes = std::vector<std::string>;
    CHECK(found("$mrn == '1'").empty());
    CHECK(found("$mr == '1'") == codes{"VG3003"});
    CHECK(found("lookup('none', PID-3.1) == ''") == codes{"VG3004"});
    CHECK(found("PV1-91 == 'X'") == codes{"VG2041"});
}

TEST_CASE("a step that may reject needs every promise of its input to wait for it", "[io][overrides][config]") {
    temporary_folder home;
    const auto found = [&](const std::string& ack) {
        return codes_found("inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { " + ack +
                               " } } }\nroutes: { all: { from: in, steps: [ { reject: no } ], to: [pas] } }\n" +
                               outputs({{"pas", 1}}),
                           home.path());
    };
    using codes = std::vector<std::string>;
    CHECK(found("after: processed, overrides: [ { match: MSH-9.1 == 'QBP', answer: { from: pas } } ]").empty());
    CHECK(found("overrides: [ { match: MSH-9.1 == 'QBP', answer: { from: pas } } ]") == codes{"VG3101"});
    CHECK(found("after: processed, overrides: [ { match: MSH-9.1 == 'QBP', after: stored } ]") == codes{"VG3101"});
}
