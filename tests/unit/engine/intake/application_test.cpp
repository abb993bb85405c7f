// Application acknowledgements that are the answer of a receiver (`ack.application.from`).
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;
using store::delivery_state;

namespace {

constexpr std::uint32_t pas = 11; // as bench has its outputs
constexpr std::uint32_t back = 30;

std::string asking(const std::string& application) {
    auto text = adt;
    return text.insert(text.find("|2.5.1") + 6, "|||AL|" + application);
}

struct ordering : bench {
    ordering() {
        rules.made.copies = {{0, 0, std::nullopt, {}}};
        terms.given.of_input.ack.how = intake::ack_mode::obey;
        terms.given.of_input.ack.application.emplace();
        from.application = {back, true, pas, std::chrono::minutes{5}};
    }
    const store::new_delivery& last() { return kept().deliveries.back(); }
};

store::queued_delivery sent() {
    store::queued_delivery made;
    made.message = {1, 0, 1, 5};
    made.control = "77";
    return made;
}

std::string reply(const std::string& code) {
    return "MSH|^~\\&|LIS|LAB|VAGUS|HOSP|20260301||ORL^O22^ORL_O22|L1|P|2.5\rMSA|" + code + "|V77|fine\rORC|OK\r";
}

} // namespace

TEST_CASE("what the receiver will say is a delivery that awaits it, and CA goes out alone", "[intake][application]") {
    ordering b;
    b.send(asking("AL"));
    REQUIRE(b.kept().deliveries.size() == 2);
    CHECK(b.last().name == back);
    CHECK(b.last().state == delivery_state::awaiting);
    CHECK_FALSE(b.last().body);
    CHECK(b.last().keys.empty());
    b.commit();
    CHECK(b.got->application.empty());
    CHECK(hl7::read_answer(b.got->accept)->code == hl7::ack_code::CA);
}

TEST_CASE("who asked for errors or success only has a place that says so, and who asked for nothing none",
          "[intake][application]") {
    ordering errors;
    errors.send(asking("ER"));
    REQUIRE(errors.last().state == delivery_state::awaiting);
    const auto good = errors.intake.acknowledgement(back, sent(), reply("AA"));
    REQUIRE(good);
    CHECK(errors.last().keys == std::vector<std::uint64_t>{*good->instead_of->unless});

    ordering success;
    success.send(asking("SU"));
    const auto bad = success.intake.acknowledgement(back, sent(), reply("AE"));
    REQUIRE(bad);
    CHECK(success.last().keys == std::vector<std::uint64_t>{*bad->instead_of->unless});
    CHECK(*bad->instead_of->unless != *good->instead_of->unless);

    ordering nothing;
    nothing.send(asking("NE"));
    CHECK(nothing.kept().deliveries.size() == 1);
}

TEST_CASE("a message that does not go to that receiver is acknowledged by us", "[intake][application]") {
    ordering b;
    b.rules.made.copies = {{1, 0, std::nullopt, {}}};
    b.send(asking("AL"));
    REQUIRE(b.kept().deliveries.size() == 2);
    CHECK(b.last().state == delivery_state::pending);
    CHECK(hl7::read_answer(*b.last().body)->code == hl7::ack_code::AA);
}

TEST_CASE("the answer goes to the sender with its own MSH-10 and the sender's in MSA-2", "[intake][application]") {
    bench b;
    const auto made = b.intake.acknowledgement(back, sent(), reply("AE"));
    REQUIRE(made);
    CHECK(made->parent == sent().message);
    CHECK(made->instead_of->of == sent().message);
    CHECK(made->instead_of->output == back);
    CHECK(made->raw == reply("AE"));
    CHECK(made->state == store::message_state::resent);
    REQUIRE(made->deliveries.size() == 1);
    auto body = *made->deliveries[0].body;
    const auto read = hl7::message::parse(std::string{body});
    REQUIRE(read);
    const std::string id{read->read().field("MSH", 10)};
    CHECK(id.size() == 20);
    body.replace(body.find(id), id.size(), "L1");
    auto expected = reply("AE");
    expected.replace(expected.find("V77"), 3, "77");
    CHECK(body == expected);
}

TEST_CASE("an accept acknowledgement is no word of the application", "[intake][application]") {
    bench b;
    CHECK_FALSE(b.intake.acknowledgement(back, sent(), reply("CA")));
    CHECK_FALSE(b.intake.acknowledgement(back, sent(), "\x06"));
}
