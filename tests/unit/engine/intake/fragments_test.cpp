// Messages in fragments: what goes to the store, and what their sender hears.
#include "tests/unit/engine/intake/bench.hpp"

using namespace vagus;
using namespace vagus::tests;
using namespace std::literals;

namespace {

std::string fragment(const std::string& control, const std::string& pointer, const std::string& rest) {
    return "MSH|^~\\&|LIS|HOSP|VAGUS|VAGUS|20260301||ORU^R01^ORU_R01|" + control + "|P|2.5.1||" + pointer + "\r" + rest;
}

struct joining : bench {
    joining() {
        from.continuation = intake::continuation_terms{};
        rules.made.copies.push_back({0, 0, std::nullopt, {}});
    }
    // Sends the first fragment, which then waits in the store.
    void begin(const std::string& bytes) {
        send(bytes);
        REQUIRE(store.accepted.size() == 1);
        const auto kept = std::move(store.accepted.front());
        store.accepted.clear();
        commit();
        REQUIRE(kept.fragment);
        REQUIRE(kept.fragment->to);
        const store::open_series about{from.number, *kept.fragment->to, {1, 0, 1, 5}, 1, kept.raw.size()};
        store.series[about.pointer] = {about, {about.last}, {kept.raw}, 0};
    }
};

} // namespace

TEST_CASE("a fragment is kept without being routed, and acknowledged", "[intake][fragment]") {
    joining b;
    b.send(fragment("1", "", "PID|1\rDSC|W4xy|F\r"));
    const auto& kept = b.kept();
    CHECK(kept.state == store::message_state::fragment);
    CHECK(kept.deliveries.empty());
    CHECK(kept.remember);
    CHECK(kept.receipt == "AA");
    CHECK(kept.receipt_if_refused == "AE");
    REQUIRE(kept.fragment);
    CHECK_FALSE(kept.fragment->of);
    CHECK(kept.fragment->to);
    CHECK(kept.fragment->most_fragments == 100);
    CHECK(kept.fragment->within == 1h);
    CHECK_FALSE(b.got); // nothing is said before the commit
    b.commit();
    CHECK(b.code() == "AA");
}

TEST_CASE("the last fragment brings the whole, and is answered for it", "[intake][fragment]") {
    joining b;
    b.begin(fragment("1", "", "PID|1\rOBX|1|TX|a||half a wo\rADD\rDSC|W4xy|F\r"));
    b.send(fragment("2", "W4xy", "ADD|rd\r"));
    const auto& kept = b.kept();
    CHECK(kept.state == store::message_state::fragment);
    CHECK(kept.raw == fragment("2", "W4xy", "ADD|rd\r"));
    CHECK(kept.deliveries.empty());
    REQUIRE(kept.fragment->whole);
    const auto& whole = *kept.fragment->whole;
    CHECK(whole.state == store::message_state::queued);
    CHECK(whole.control == "1");
    CHECK(whole.raw == fragment("1", "", "PID|1\rOBX|1|TX|a||half a word\r"));
    CHECK(whole.deliveries.size() == 1);
    CHECK(kept.fragment->behind == message_id{1, 0, 1, 5});
    b.commit({{1, 0, 1, 7}, false, "AA"});
    CHECK(b.got->application.find("\rMSA|AA|2") != std::string::npos); // the message it answers is the one that came
}

TEST_CASE("a whole that its routes refuse is refused to the sender of the last fragment", "[intake][fragment]") {
    joining b;
    b.terms.given.of_input.ack.when = intake::ack_policy::after::processed;
    b.begin(fragment("1", "", "PID|1\rDSC|W4xy|F\r")); // the first one waits for no route
    b.rules.made.copies.clear();
    b.rules.made.failures.push_back({.text = "no", .rejects = true});
    b.send(fragment("2", "W4xy", "OBX|1\r"));
    CHECK(b.kept().fragment->whole->state == store::message_state::refused);
    CHECK(b.kept().fragment->whole->deliveries.empty());
    CHECK_FALSE(b.kept().remember);
    b.commit({{1, 0, 1, 7}, false, "AE"});
    CHECK(b.code() == "AE");
}

TEST_CASE("what the store refuses is told to the sender, with its reason", "[intake][fragment]") {
    joining b;
    b.send(fragment("2", "nobody's", "OBX|1\r"));
    CHECK_FALSE(b.kept().fragment->whole); // the store knows whether it has it already
    b.commit({{1, 0, 1, 7}, false, "AE", {}, {}, "it continues nothing"});
    CHECK(b.code() == "AE");
    CHECK(b.got->application.find("it continues nothing") != std::string::npos);
}

TEST_CASE("pointers of two senders are told apart", "[intake][fragment]") {
    joining b;
    b.begin(fragment("1", "", "PID|1\rDSC|W4xy|F\r"));
    b.send("MSH|^~\\&|OTHER|HOSP|VAGUS|VAGUS|20260301||ORU^R01|2|P|2.5.1||W4xy\rOBX|1\r");
    CHECK_FALSE(b.kept().fragment->whole);
}

TEST_CASE("addenda in one message are joined, and both are kept", "[intake][fragment]") {
    joining b;
    b.send(fragment("1", "", "OBX|1|TX|a||one\rADD| and two\r"));
    CHECK_FALSE(b.kept().fragment->of);
    CHECK_FALSE(b.kept().fragment->to);
    REQUIRE(b.kept().fragment->whole);
    CHECK(b.kept().fragment->whole->raw == fragment("1", "", "OBX|1|TX|a||one and two\r"));
}

TEST_CASE("what cannot be joined is refused with its place", "[intake][fragment]") {
    joining b;
    b.begin(fragment("1", "", "PID|1\rDSC|W4xy|F\r"));
    b.send("MSH|^~\\#|LIS|HOSP|VAGUS|VAGUS|20260301||ORU^R01|2|P|2.5.1||W4xy\rOBX|1\r");
    CHECK(b.kept().state == store::message_state::refused);
    CHECK(b.kept().reason.find("fragment 2, MSH-2") != std::string::npos);
}

TEST_CASE("a message is joined only while site.in_flight has room for it", "[intake][fragment][limits]") {
    joining b;
    b.begin(fragment("1", "", "PID|1\rDSC|W4xy|F\r"));
    const auto last = fragment("2", "W4xy", "OBX|1\r");
    const auto both = 2 * (last.size() + b.store.series.begin()->second.about.bytes);
    intake::share other{b.in_flight};
    REQUIRE(other.hold((std::size_t{1} << 20U) - both + 1));
    b.send(last);
    CHECK(b.store.accepted.empty());
    REQUIRE(b.got);
    CHECK(b.got->what == intake::verdict::act::close); // its sender will send it again
    REQUIRE(other.hold((std::size_t{1} << 20U) - both));
    b.send(last);
    CHECK(b.kept().fragment->whole);
}

TEST_CASE("without the option fragments are messages like any other", "[intake][fragment]") {
    joining b;
    b.from.continuation.reset();
    b.send(fragment("2", "W4xy", "ADD|rest\rDSC|V292|F\r"));
    CHECK(b.kept().state == store::message_state::queued);
    CHECK_FALSE(b.kept().fragment);
}

TEST_CASE("a series whose rest did not come becomes one dead letter of its input", "[intake][fragment]") {
    joining b;
    b.begin(fragment("1", "", "PID|1\rDSC|W4xy|F\r"));
    b.store.overdue = b.store.series.begin()->second.about;
    b.tasks.spawn("overdue",
                  [](joining& at) -> boost::asio::awaitable<void> { co_await at.intake.end_overdue(at.box); }(b));
    b.run();
    b.run();
    const auto& kept = b.kept();
    CHECK(kept.state == store::message_state::failed);
    CHECK(kept.raw == fragment("1", "", "PID|1\r"));
    CHECK(kept.control == "1");
    REQUIRE(kept.unfinished);
    CHECK(kept.unfinished->behind == message_id{1, 0, 1, 5});
    REQUIRE(kept.deliveries.size() == 1);
    CHECK(kept.deliveries.front().name == b.from.number);
    CHECK(kept.deliveries.front().state == store::delivery_state::failed);
    b.store.overdue.reset();
    b.commit();
}
