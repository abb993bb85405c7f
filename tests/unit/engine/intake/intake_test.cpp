#include "engine/intake/digest.hpp"
#include "engine/intake/intake.hpp"
#include "engine/runtime/task_group.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/fake_store.hpp"

#include <optional>
#include <utility>

using namespace vagus;
using intake::verdict;

namespace {

const std::string adt =
    "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01^ADT_A01|77|P|2.5.1\rPID|1||0012345^^^HOSP^MR\r";

// Rules that make of every message what the test says.
struct scripted_rules final : routes::program {
    routes::plan run(const hl7::message&, const routes::circumstances&,
                     const std::function<void(const routes::trace_line&)>&) const override {
        return made;
    }
    routes::plan run_route(std::string_view, const hl7::message&, const routes::circumstances&) const override {
        return made;
    }
    result<std::string, std::string> make_body(std::string_view, const hl7::message&) const override {
        return fail(std::string{"no bodies here"});
    }
    const std::vector<std::string>& route_names() const override { return routes; }
    const std::vector<std::string>& output_names() const override { return outputs; }

    routes::plan made;
    std::vector<std::string> routes{"adt_main", "adt_copy"};
    std::vector<std::string> outputs{"pas", "archive"};
};

struct bench {
    bench() { rules.made.matched = {0}; }

    // What the sender gets; nothing until the store has committed.
    void send(const std::string& bytes) {
        auto message = hl7::message::parse(bytes);
        REQUIRE(message);
        tasks.spawn("test", take(std::move(*message)));
        run();
    }
    void send_garbage(std::string bytes) {
        tasks.spawn("test", take_garbage(std::move(bytes)));
        run();
    }
    boost::asio::awaitable<void> take(hl7::message message) {
        auto as_it_came = std::exchange(was, {});
        got = co_await intake.accept(from, "10.1.4.9:51234", std::move(message), std::move(as_it_came), box);
    }
    boost::asio::awaitable<void> take_garbage(std::string bytes) {
        hl7::parse_error why{0, "start", "MSH"}; // named: g++ 12 destroys a braced temporary of a co_await twice
        got = co_await intake.refuse(from, "10.1.4.9:51234", std::move(bytes), std::move(why), box);
    }
    void run() {
        context.restart();
        context.poll();
        for (auto& item : std::exchange(box.waiting, {})) item();
        context.restart();
        context.poll();
    }
    void commit(store::receipt receipt = {{1, 0, 1, 5}, false, {}}) {
        store.commit(receipt);
        run();
    }
    const store::new_message& kept() {
        REQUIRE(store.accepted.size() == 1);
        return store.accepted.front();
    }
    std::string code() {
        REQUIRE(got);
        auto answer = hl7::read_answer(got->application);
        REQUIRE(answer);
        return std::string{to_text(answer->code)};
    }

    boost::asio::io_context context{1};
    tests::queue_mailbox box;
    tests::fake_store store;
    scripted_rules rules;
    runtime::task_group tasks{context, no_report()};
    intake::source from{"adt_in", 3, {}};
    intake::intake intake{store, rules, {{11, 12}, {21, 22}, 9}, system_clock(), no_report()};
    intake::original was;
    std::optional<verdict> got;
};

} // namespace

TEST_CASE("no answer exists before the commit, and the answer names the message", "[intake]") {
    bench b;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {"0012345"}});
    b.send(adt);
    CHECK_FALSE(b.got);
    b.commit();
    CHECK(b.code() == "AA");
    auto answer = hl7::read_answer(b.got->application);
    CHECK(answer->control_id == "77");
    CHECK(b.got->application.find(to_text(message_id{1, 0, 1, 5})) != std::string::npos);
}

TEST_CASE("message and deliveries go to the store as one request", "[intake]") {
    bench b;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {"0012345"}});
    b.rules.made.copies.push_back({1, 0, "MSH|changed", {}});
    b.send(adt);
    const auto& kept = b.kept();
    CHECK(kept.raw == adt);
    CHECK(kept.control == "77");
    CHECK(kept.type == "ADT^A01");
    CHECK(kept.receipt == "AA");
    CHECK(kept.remember);
    CHECK(kept.revision == 9);
    REQUIRE(kept.deliveries.size() == 2);
    CHECK(kept.deliveries[0].name == 11);
    CHECK_FALSE(kept.deliveries[0].body);
    CHECK(kept.deliveries[0].keys == std::vector<std::uint64_t>{intake::hash_of({"0012345"})});
    CHECK(kept.deliveries[1].name == 12);
    CHECK(kept.deliveries[1].body == "MSH|changed");
}

TEST_CASE("a store that cannot promise means no answer at all", "[intake]") {
    bench b;
    b.send(adt);
    b.store.commit(fail(store::store_error{store::store_error::kind::undecided, "disk"}));
    b.run();
    REQUIRE(b.got);
    CHECK(b.got->what == verdict::act::close);
    CHECK(b.got->application.empty());
}

TEST_CASE("after `stored` a failed route is kept and still answered AA", "[intake]") {
    bench b;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {}});
    b.rules.made.failures.push_back({1, "routes/adt.yaml:22 step 3: no row"});
    b.send(adt);
    const auto& kept = b.kept();
    CHECK(kept.state == store::message_state::failed);
    REQUIRE(kept.deliveries.size() == 2); // the other route goes on
    CHECK(kept.deliveries[1].state == store::delivery_state::failed);
    CHECK(kept.deliveries[1].name == 22);
    CHECK(kept.deliveries[1].reason == "routes/adt.yaml:22 step 3: no row");
    b.commit();
    CHECK(b.code() == "AA");
}

TEST_CASE("after `processed` one negative failure queues nothing anywhere", "[intake]") {
    bench b;
    b.from.ack.when = intake::ack_policy::after::processed;
    b.from.ack.codes.failed = hl7::ack_code::AE;
    b.rules.made.copies.push_back({0, 0, std::nullopt, {}});
    b.rules.made.failures.push_back({1, "routes/adt.yaml:22 step 3: no row"});
    b.send(adt);
    const auto& kept = b.kept();
    CHECK(kept.state == store::message_state::refused);
    CHECK(kept.deliveries.empty());
    CHECK_FALSE(kept.remember); // only positive answers are given again
    b.commit();
    CHECK(b.code() == "AE");
    CHECK(b.got->application.find("ERR|") != std::string::npos);
}

TEST_CASE("what no route takes, and what routes drop, is kept with its reason", "[intake]") {
    bench b;
    SECTION("unmatched") {
        b.rules.made.matched.clear();
        b.send(adt);
        CHECK(b.kept().state == store::message_state::unmatched);
    }
    SECTION("dropped") {
        b.rules.made.drops.push_back({0, "not production traffic"});
        b.send(adt);
        CHECK(b.kept().state == store::message_state::dropped);
        CHECK(b.kept().reason == "not production traffic");
    }
    CHECK(b.kept().deliveries.empty());
    b.commit();
    CHECK(b.code() == "AA");
}

TEST_CASE("a duplicate gets the first answer again", "[intake]") {
    bench b;
    b.send(adt);
    b.commit({{1, 0, 1, 2}, true, "AA"});
    CHECK(b.code() == "AA");
    CHECK(b.got->message == message_id{1, 0, 1, 2});
}

TEST_CASE("an empty control id is never a duplicate", "[intake]") {
    bench b;
    b.send("MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01||P|2.5.1\rPID|1\r");
    CHECK_FALSE(b.kept().remember);
}

TEST_CASE("a message that carries an MSA is kept and never acknowledged", "[intake]") {
    bench b;
    b.send("MSH|^~\\&|LIS|HOSP|VAGUS|VAGUS|20260301||ACK|9|P|2.5.1\rMSA|AA|77\r");
    CHECK(b.kept().raw.find("MSA|AA|77") != std::string::npos);
    CHECK_FALSE(b.kept().remember);
    b.commit();
    REQUIRE(b.got);
    CHECK(b.got->what == verdict::act::silent);
    CHECK(b.got->application.empty());
}

TEST_CASE("bytes that are no message are kept and answered AR", "[intake]") {
    bench b;
    b.send_garbage("GET / HTTP/1.1");
    CHECK_FALSE(b.got);
    CHECK(b.kept().state == store::message_state::refused);
    CHECK(b.kept().raw == "GET / HTTP/1.1");
    b.commit();
    CHECK(b.code() == "AR");
}

TEST_CASE("a retry is a new message linked to its parent, with the bytes as sent and the keys of then", "[intake]") {
    bench b;
    store::dead_letter_body dead;
    dead.about.message = {1, 0, 1, 5};
    dead.about.state = store::delivery_state::dead;
    dead.about.name = "archive";
    dead.about.input_number = 3;
    dead.received = adt;
    dead.sent = "MSH|changed";
    dead.keys = {42};
    auto again = b.intake.again(dead);
    REQUIRE(again);
    CHECK(again->parent == message_id{1, 0, 1, 5});
    CHECK(again->state == store::message_state::resent);
    CHECK_FALSE(again->remember);
    REQUIRE(again->deliveries.size() == 1);
    CHECK(again->deliveries[0].name == 12);
    CHECK(again->deliveries[0].keys == std::vector<std::uint64_t>{42});
    CHECK(again->deliveries[0].body == "MSH|changed");
}

TEST_CASE("a failed route is run again with today's rules", "[intake]") {
    bench b;
    store::dead_letter_body dead;
    dead.about.state = store::delivery_state::failed;
    dead.about.name = "adt_copy";
    dead.received = adt;
    SECTION("and its copies are queued") {
        b.rules.made.copies.push_back({1, 1, std::nullopt, {}});
        auto again = b.intake.again(dead);
        REQUIRE(again);
        CHECK(again->deliveries.size() == 1);
    }
    SECTION("and says so when it fails again") {
        b.rules.made.failures.push_back({1, "routes/adt.yaml:22: no row"});
        auto again = b.intake.again(dead);
        REQUIRE_FALSE(again);
        CHECK(again.error().find("fails again") != std::string::npos);
    }
}

TEST_CASE("an output that is gone refuses a retry in words", "[intake]") {
    bench b;
    store::dead_letter_body dead;
    dead.about.name = "old_pas";
    auto again = b.intake.again(dead);
    REQUIRE_FALSE(again);
    CHECK(again.error().find("old_pas") != std::string::npos);
}

TEST_CASE("a message is planned in UTF-8, and kept, copied and answered in its sender's set", "[intake][charset]") {
    bench b;
    std::string bytes = "MSH|^~\\&|PAS|HOSP|VAGUS|VAGUS|20260301||ADT^A01|K\xF6|P|2.5.1\rPID|1||7||M\xFCller\r";
    const auto sent = bytes;
    auto was = intake::decode(bytes, {});
    REQUIRE(was);
    CHECK(was->bytes == sent);
    CHECK(bytes.find("Müller") != std::string::npos);
    b.was = std::move(*was);
    b.rules.made.copies.push_back({0, 0, std::nullopt, {}});
    b.rules.made.copies.push_back({1, 0, "MSH|Köln", {}, {}, true});
    b.rules.made.copies.push_back({1, 0, R"({"name":"Köln"})", {}});
    b.send(bytes);
    CHECK(b.kept().raw == sent);
    CHECK(b.kept().digest == intake::digest_of(sent));
    CHECK_FALSE(b.kept().deliveries[0].body);
    CHECK(b.kept().deliveries[1].body == "MSH|K\xF6ln");
    CHECK(b.kept().deliveries[2].body == R"({"name":"Köln"})");
    b.commit();
    CHECK(b.got->application.find("\rMSA|AA|K\xF6\r") != std::string::npos);
}

TEST_CASE("a failed route is run again in the character set of its input", "[intake][charset]") {
    bench b;
    store::dead_letter_body dead;
    dead.about.state = store::delivery_state::failed;
    dead.about.name = "adt_copy";
    dead.received = "MSH|^~\\&|M\xFCller\r";
    b.rules.made.copies.push_back({1, 1, "MSH|Köln", {}, {}, true});
    auto again = b.intake.again(dead);
    REQUIRE(again);
    CHECK(again->raw == dead.received);
    CHECK(again->deliveries[0].body == "MSH|K\xF6ln");
}

TEST_CASE("what replaces bytes replaces them in what is kept", "[intake][charset]") {
    std::string bytes = "MSH|^~\\&||||||||||||||||UNICODE UTF-8\rNTE|\xFC\r";
    auto was = intake::decode(bytes, {charset::policy::source::from_msh18, nullptr, charset::invalid_bytes::replace});
    REQUIRE(was);
    CHECK(was->bytes == bytes);
    CHECK(bytes.ends_with("NTE|\xEF\xBF\xBD\r"));
}
