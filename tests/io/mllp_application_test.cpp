// Application acknowledgements that are the answer of a receiver, over a connection of their own
// (`ack.application.from`), between real sockets.
#include "tests/io/messages.hpp"
#include "tests/support/running_engine.hpp"
#include "tests/support/wire.hpp"

using namespace vagus::tests;

namespace {

// What a test leaves unanswered has its ack_timeout when the engine stops.
std::string output(const std::string& name, std::uint16_t to, const std::string& more = {}) {
    return "  " + name + ":\n    mllp: { connect: '127.0.0.1:" + std::to_string(to) + "', ack_timeout: 20s" + more +
           " }\n    retry: { first: 50ms, max: 50ms, jitter: 0% }\n";
}

std::string ordering(std::uint16_t lis, std::uint16_t his, const std::string& within = "10s") {
    return "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, ack: { mode: auto, application: { from: lis, via: his, "
           "within: " +
           within + " } } } }\nroutes: { orders: { from: in, match: PID-3.1 != 'nobody', to: lis } }\noutputs:\n" +
           output("lis", lis, ", expect: application") + output("his", his);
}

std::string asking(const std::string& control, const std::string& application = "AL",
                   const std::string& patient = "0012345") {
    auto text = adt(control, patient);
    return text.insert(text.find("|2.5.1") + 6, "|||AL|" + application);
}

std::string field(const std::string& frame, const std::string& segment, std::size_t number) {
    auto at = frame.find(segment + "|");
    for (; number > 0 && at != std::string::npos; --number) at = frame.find('|', at + 1);
    return at == std::string::npos ? "none" : frame.substr(at + 1, frame.find_first_of("|\r", at + 1) - at - 1);
}

} // namespace

TEST_CASE("the sender gets CA with the commit, and the receiver's answer later over its own connection",
          "[io][application]") {
    port lis;
    port his;
    running_engine engine{ordering(lis.number(), his.number())};
    wire sender{engine.port_of("in")};
    sender.send(framed(asking("1")));
    CHECK(field(sender.read_frame(), "MSA", 1) == "CA");
    auto at_lis = lis.accept();
    REQUIRE(at_lis);
    (void)at_lis->read_frame();
    CHECK_FALSE(his.accept(100ms));
    at_lis->send(framed(answer("1", "CA")));
    at_lis->send(framed(answer("1", "AE", "ERR|||101^Required field missing^HL70357|E\r")));
    auto at_his = his.accept();
    REQUIRE(at_his);
    const auto said = at_his->read_frame();
    CHECK(field(said, "MSA", 1) == "AE");
    CHECK(field(said, "MSA", 2) == "1");
    CHECK(field(said, "ERR", 3) == "101^Required field missing^HL70357");
    CHECK(field(said, "MSH", 9).size() == 20); // an id of its own: MSH-10, counted without MSH-1
    CHECK(field(said, "MSH", 9) != "A1");
    at_his->send(framed(answer(field(said, "MSH", 9))));
    CHECK(sender.silent(100ms));
    sender.send(framed(asking("1"))); // its CA was lost
    CHECK(field(sender.read_frame(), "MSA", 1) == "CA");
    CHECK(at_his->silent(100ms));
}

TEST_CASE("without an answer in time `else` is sent, and an answer that comes then is a wire event",
          "[io][application]") {
    port lis;
    port his;
    running_engine engine{ordering(lis.number(), his.number(), "300ms")};
    wire sender{engine.port_of("in")};
    sender.send(framed(asking("1")));
    CHECK(field(sender.read_frame(), "MSA", 1) == "CA");
    auto at_lis = lis.accept();
    REQUIRE(at_lis);
    (void)at_lis->read_frame();
    auto at_his = his.accept();
    REQUIRE(at_his);
    const auto said = at_his->read_frame();
    CHECK(field(said, "MSA", 1) == "AE");
    CHECK(field(said, "MSA", 2) == "1");
    CHECK(said.find("no answer of the receiver in time") != std::string::npos);
    at_his->send(framed(answer(field(said, "MSH", 9))));
    CHECK(engine.events.wait_for("message.unanswered"));
    at_lis->send(framed(answer("1")));
    CHECK(engine.events.wait_for("delivery.done", 2)); // lis has the order all the same
    CHECK(at_his->silent(100ms));
}

TEST_CASE("what MSH-16 does not ask for is not sent, and nothing comes in its place", "[io][application]") {
    port lis;
    port his;
    running_engine engine{ordering(lis.number(), his.number(), "2s")};
    wire sender{engine.port_of("in")};
    std::optional<wire> at_lis;
    for (const auto& [asked, said] : {std::pair{"ER", "AA"}, std::pair{"SU", "AE"}, std::pair{"NE", "AA"}}) {
        const std::string control{asked};
        sender.send(framed(asking(control, asked)));
        CHECK(field(sender.read_frame(), "MSA", 1) == "CA");
        if (!at_lis) at_lis = lis.accept();
        REQUIRE(at_lis);
        (void)at_lis->read_frame();
        at_lis->send(framed(answer(control, said)));
    }
    CHECK_FALSE(his.accept(2500ms));
    CHECK(engine.events.count("message.unanswered") == 0);
}

TEST_CASE("an order that goes nowhere is acknowledged with the commit", "[io][application]") {
    port lis;
    port his;
    running_engine engine{ordering(lis.number(), his.number())};
    wire sender{engine.port_of("in")};
    sender.send(framed(asking("1", "AL", "nobody")));
    CHECK(field(sender.read_frame(), "MSA", 1) == "CA");
    auto at_his = his.accept();
    REQUIRE(at_his);
    const auto said = at_his->read_frame();
    CHECK(field(said, "MSA", 1) == "AA");
    at_his->send(framed(answer(field(said, "MSH", 9))));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("a restart goes on waiting for the answer, and acknowledges what was due meanwhile", "[io][application]") {
    port his;
    port lis{port::door::shut};
    temporary_folder home;
    {
        running_engine engine{ordering(lis.number(), his.number()), home.path()};
        wire sender{engine.port_of("in")};
        sender.send(framed(asking("1")));
        CHECK(field(sender.read_frame(), "MSA", 1) == "CA");
        engine.stop();
    }
    {
        lis.open();
        running_engine engine{ordering(lis.number(), his.number()), home.path()};
        auto at_lis = lis.accept();
        REQUIRE(at_lis);
        (void)at_lis->read_frame();
        at_lis->send(framed(answer("1")));
        auto at_his = his.accept();
        REQUIRE(at_his);
        const auto said = at_his->read_frame();
        CHECK(field(said, "MSA", 1) == "AA");
        at_his->send(framed(answer(field(said, "MSH", 9))));
        REQUIRE(engine.events.wait_for("delivery.done", 2));
        wire sender{engine.port_of("in")};
        sender.send(framed(asking("2")));
        CHECK(field(sender.read_frame(), "MSA", 1) == "CA");
        (void)at_lis->read_frame(); // never answered
        lis.close();
        at_lis->close();
        engine.stop();
    }
    running_engine engine{ordering(lis.number(), his.number(), "100ms"), home.path()};
    auto at_his = his.accept();
    REQUIRE(at_his);
    const auto said = at_his->read_frame();
    CHECK(field(said, "MSA", 1) == "AE");
    CHECK(field(said, "MSA", 2) == "2");
    at_his->send(framed(answer(field(said, "MSH", 9))));
    CHECK(engine.events.wait_for("delivery.done"));
}

TEST_CASE("contradictions of acknowledgements that are answers are findings", "[io][application][config]") {
    temporary_folder home;
    const auto found = [&](const std::string& application, const std::string& more = {}) {
        return codes_found(
            "inputs: { in: { mllp: { listen: '127.0.0.1:0' }, " + more + "ack: { mode: auto, application: { " +
                application + " } } } }\nroutes: { all: { from: in, to: lis } }\noutputs:\n" +
                output("lis", 1, ", expect: application") + output("his", 2) + output("mute", 3, ", expect: nothing"),
            home.path());
    };
    using codes = std::vector<std::string>;
    CHECK(found("from: lis, via: his, within: 5min, else: AR").empty());
    CHECK(found("via: his, within: 5min") == codes{"VG3118"});
    CHECK(found("via: his, else: AE") == codes{"VG3118"});
    CHECK(found("from: liss, via: his") == codes{"VG3002"});
    CHECK(found("from: mute, via: his") == codes{"VG3118"});
    CHECK(found("from: his, via: his") == codes{"VG3118"});
    CHECK(found("from: lis, via: his", "continuation: {}, ") == codes{"VG3118"});
    CHECK(found("from: lis").size() == 1); // without a connection that outlives the sender's
}
