// Application acknowledgements over another connection: deliveries, durable with their message.
#include "engine/intake/fresh_id.hpp"
#include "tests/unit/engine/intake/bench.hpp"

#include <set>

using namespace vagus;
using namespace vagus::tests;
using intake::verdict;

namespace {

constexpr std::uint32_t his_acks = 31;

// The sender hears application acknowledgements over another connection.
struct parted : bench {
    parted() {
        terms.given.of_input.ack.how = intake::ack_policy::mode::obey;
        terms.given.of_input.ack.application.emplace();
        from.application = intake::ack_output{his_acks, true};
        rules.made.copies.push_back({0, 0, std::nullopt, {}});
    }
    // The acknowledgement that is queued; the only delivery with a body here.
    const std::string& queued() {
        REQUIRE_FALSE(kept().deliveries.empty());
        const auto& last = kept().deliveries.back();
        CHECK(last.name == his_acks);
        CHECK(last.state == store::delivery_state::pending);
        REQUIRE(last.body);
        return *last.body;
    }
};

std::string asking(const std::string& accept, const std::string& application, const std::string& control = "77") {
    return "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01^ADT_A01|" + control + "|P|2.5.1|||" + accept + "|" +
           application + "\rPID|1||7\r";
}

std::string field(const std::string& bytes, std::size_t n) {
    auto message = hl7::message::parse(bytes);
    REQUIRE(message);
    return std::string{message->read().field("MSH", n)};
}

} // namespace

TEST_CASE("the application acknowledgement is a delivery in the commit of its message", "[intake][ack]") {
    parted b;
    b.send(asking("AL", "AL", "K\\T\\ 7 "));
    REQUIRE(b.kept().deliveries.size() == 2);
    const auto ack = b.queued();
    CHECK(ack.find("\rMSA|AA|K\\T\\ 7 \r") != std::string::npos);
    CHECK(ack.starts_with("MSH|^~\\&|VAGUS|VAGUS|PAS|HOSP|"));
    CHECK(field(ack, 10).size() == 20);
    CHECK(field(ack, 15) == "AL"); // who delivers it waits for an accept acknowledgement
    CHECK(field(ack, 16) == "NE");
    CHECK(b.kept().receipt == "CA"); // what its own connection hears
    CHECK_FALSE(b.got);
    b.commit();
    CHECK(b.got->accept.find("\rMSA|CA|K\\T\\ 7 \r") != std::string::npos);
    CHECK(b.got->application.empty());
}

TEST_CASE("an output that nobody answers on carries acknowledgements that ask for no answer", "[intake][ack]") {
    parted b;
    b.from.application->answered = false;
    b.send(asking("AL", "AL"));
    CHECK(field(b.queued(), 15) == "NE");
    CHECK(field(b.queued(), 16) == "NE");
}

TEST_CASE("a sender that asks for no accept acknowledgement hears nothing on its own connection", "[intake][ack]") {
    parted b;
    b.send(asking("NE", "AL"));
    CHECK(b.queued().find("\rMSA|AA|77") != std::string::npos);
    CHECK(b.kept().receipt.empty());
    b.commit();
    CHECK(b.got->what == verdict::act::silent);
}

TEST_CASE("a sender that says nothing in MSH-15 and MSH-16 is answered where it asked", "[intake][ack]") {
    parted b;
    b.send(adt);
    CHECK(b.kept().deliveries.size() == 1);
    b.commit();
    CHECK(b.code() == "AA");
}

TEST_CASE("a message that nobody wants an application acknowledgement of queues none", "[intake][ack]") {
    parted b;
    b.send(asking("AL", "NE"));
    CHECK(b.kept().deliveries.size() == 1);
}

TEST_CASE("a resend gets the accept acknowledgement again", "[intake][ack]") {
    parted b;
    b.send(asking("AL", "AL"));
    b.commit({{1, 0, 1, 2}, true, "CA"}); // the store kept nothing of this one, so no second acknowledgement either
    CHECK(b.got->accept.find("\rMSA|CA|77\r") != std::string::npos);
    CHECK(b.got->application.empty());
}

TEST_CASE("a sender that knows only AA gets one on each connection", "[intake][ack]") {
    parted b;
    b.terms.given.of_input.ack.accept_code = hl7::ack_code::AA;
    b.send(asking("AL", "AL"));
    CHECK(b.queued().find("\rMSA|AA|77\r") != std::string::npos);
    b.commit();
    CHECK(b.got->accept.find("\rMSA|AA|77\r") != std::string::npos);
}

TEST_CASE("a refusal goes the same way, and the message goes nowhere", "[intake][ack]") {
    parted b;
    b.terms.given.of_input.ack.when = intake::ack_policy::after::processed;
    b.terms.given.of_input.ack.codes.failed = hl7::ack_code::AE;
    b.rules.made.failures.push_back({1, "routes/adt.yaml:22 step 3: no row"});
    b.send(asking("AL", "AL"));
    CHECK(b.kept().state == store::message_state::refused);
    REQUIRE(b.kept().deliveries.size() == 1);
    CHECK(b.queued().find("\rMSA|AE|77|") != std::string::npos);
    CHECK(b.queued().find("\rERR|") != std::string::npos);
    b.commit();
    CHECK(b.got->accept.find("\rMSA|CA|77\r") != std::string::npos);
}

TEST_CASE("bytes that are no message, from a sender that wants only application acknowledgements, are refused there",
          "[intake][ack]") {
    parted b;
    b.send_garbage(asking("NE", "AL") + "broken line\r");
    CHECK(b.queued().find("\rMSA|AR|77|") != std::string::npos);
    b.commit();
    CHECK(b.got->what == verdict::act::silent);
}

TEST_CASE("an acknowledgement is never answered, over no connection", "[intake][ack]") {
    parted b;
    b.send(asking("AL", "AL") + "MSA|AA|1\r");
    CHECK(b.kept().deliveries.size() == 1);
    b.commit();
    CHECK(b.got->what == verdict::act::silent);
}

TEST_CASE("control ids that are made before the commit differ", "[intake][ack]") {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(intake::fresh_control_id());
    CHECK(seen.size() == 1000);
}
