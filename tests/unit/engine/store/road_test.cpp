// Accept, hand out, settle, resolve: what a message leaves in the store, life after life.
#include "tests/unit/engine/store/open_store.hpp"

#include <algorithm>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

TEST_CASE("an accepted message waits for its output, also in the next life", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    message_id id;
    {
        auto store = open(in(folder));
        auto out = store->number(name_kind::output, "adt_out");
        auto got = accept(*store, box, message("MSH|^~\\&|one", 1, {out}));
        REQUIRE(got);
        CHECK_FALSE(got->duplicate);
        CHECK(got->code == "AA");
        id = got->id;
        CHECK(store->depth(out).pending == 1);
        store->close();
    }
    auto store = open(in(folder));
    auto out = store->number(name_kind::output, "adt_out");
    CHECK(store->name(out) == "adt_out");
    CHECK(store->recovery().clean);
    CHECK(store->recovery().pending == 1);
    auto waiting = pending(*store, box, out);
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].message == id);
    CHECK(*waiting[0].body == "MSH|^~\\&|one");
    CHECK(waiting[0].keys == std::vector<std::uint64_t>{out, 7});
    CHECK(waiting[0].control == "C-MSH|^~\\&");
}

TEST_CASE("a settled delivery stays settled", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    {
        auto store = open(in(folder));
        REQUIRE(accept(*store, box, message("one", 1, {5})));
        REQUIRE(accept(*store, box, message("two", 1, {5})));
        auto waiting = pending(*store, box, 5);
        REQUIRE(waiting.size() == 2);
        REQUIRE(settle(*store, box, delivered(waiting[0].at)));
        CHECK(store->depth(5).pending == 1);
    } // no close: like a crash
    auto store = open(in(folder));
    CHECK_FALSE(store->recovery().clean);
    auto waiting = pending(*store, box, 5);
    REQUIRE(waiting.size() == 1);
    CHECK(*waiting[0].body == "two");
}

TEST_CASE("an output is handed its new deliveries in order, each once, with one post for a whole group", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    std::vector<queued_delivery> got;
    int batches = 0;
    store->subscribe(5, box, [&](std::vector<queued_delivery> batch) {
        ++batches;
        for (auto& each : batch) got.push_back(std::move(each));
    });
    int answers = 0;
    for (int i = 0; i < 200; ++i) {
        store->accept(message("m" + std::to_string(i), 1, {5, 6}), box, [&](auto answer) { answers += bool(answer); });
    }
    REQUIRE(box.run_until([&] { return answers == 200; }));
    REQUIRE(got.size() == 200);
    for (std::size_t i = 0; i < got.size(); ++i) {
        CHECK(*got[i].body == "m" + std::to_string(i));
        if (i > 0) CHECK(got[i - 1].at < got[i].at);
    }
    CHECK(box.posts() == batches); // receipts and deliveries of a group come together
    CHECK(batches < 200);          // and a group is more than one message
    CHECK(store->depth(6).pending == 200);
}

TEST_CASE("who subscribes while messages are stored is handed what follows, and nothing falls between the two",
          "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    std::vector<delivery_ref> before;
    std::vector<delivery_ref> after;
    const auto into = [](std::vector<delivery_ref>& whom) {
        return [&whom](const std::vector<queued_delivery>& batch) {
            for (const auto& each : batch) whom.push_back(each.at);
        };
    };
    store->subscribe(5, box, into(before));
    int answers = 0;
    for (int i = 0; i < 1000; ++i) {
        store->accept(message("m" + std::to_string(i), 1, {5}), box, [&](auto answer) { answers += bool(answer); });
        if (i == 500) store->subscribe(5, box, into(after)); // in the midst of a commit, as it falls
    }
    REQUIRE(box.run_until([&] { return answers == 1000; }));
    CHECK(before.size() + after.size() == 1000);
    CHECK(after.size() >= 499);
    before.insert(before.end(), after.begin(), after.end());
    CHECK(std::ranges::is_sorted(before));
}

TEST_CASE("only bytes that differ from the received ones are stored again", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    auto what = message("received", 1, {5, 6, 7});
    what.deliveries[1].body = "received";
    what.deliveries[2].body = "changed";
    REQUIRE(accept(*store, box, std::move(what)));
    CHECK(*pending(*store, box, 6).at(0).body == "received");
    CHECK(*pending(*store, box, 7).at(0).body == "changed");
    CHECK(ask(folder, 1, "SELECT count(*) FROM body") == 1);
    CHECK(ask(folder, 1, "SELECT count(body) FROM delivery") == 1);
}

TEST_CASE("what a route sends to several outputs is stored once, and what differs by a byte is not", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto what = message("received", 1, {5, 6, 7, 8});
    for (auto& each : what.deliveries) each.body = "changed";
    what.deliveries[2].body = "chang-d";
    what.deliveries[3].body = "chang-d";
    what.deliveries[3].attributes = "beside it";
    {
        auto store = open(in(folder));
        REQUIRE(accept(*store, box, std::move(what)));
        store->close();
    }
    CHECK(ask(folder, 1, "SELECT count(*) FROM body") == 3);
    CHECK(ask(folder, 1, "SELECT count(DISTINCT body) FROM delivery") == 3);
    auto store = open(in(folder));
    CHECK(*pending(*store, box, 5).at(0).body == "changed");
    CHECK(*pending(*store, box, 6).at(0).body == "changed");
    CHECK(*pending(*store, box, 7).at(0).body == "chang-d");
    const auto labelled = pending(*store, box, 8).at(0);
    CHECK(*labelled.body == "chang-d");
    CHECK(labelled.attributes == "beside it");
}

TEST_CASE("of a long message with one other field a few bytes are stored, and all of it is sent", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    const auto raw = "MSH|^~\\&|LIS|HOSP\rOBX|1|ED|PDF||" + std::string(100'000, 'x') + "\r";
    auto sent = raw;
    sent.replace(9, 3, "LAB1");
    auto what = message(raw, 1, {5, 6});
    for (auto& each : what.deliveries) each.body = sent;
    what.deliveries[1].attributes = "topic";
    message_id id;
    {
        auto store = open(in(folder));
        id = accept(*store, box, std::move(what))->id;
        store->close();
    }
    CHECK(ask(folder, 1, "SELECT group_concat(form) = '3,4' FROM body") == 1);
    CHECK(ask(folder, 1, "SELECT max(length(bytes)) FROM body") < 40);
    auto store = open(in(folder));
    CHECK(*pending(*store, box, 5).at(0).body == sent);
    const auto labelled = pending(*store, box, 6).at(0);
    CHECK(*labelled.body == sent);
    CHECK(labelled.attributes == "topic");
    const auto seen = message_of(*store, box, id);
    REQUIRE(seen);
    CHECK(seen->parts.at(0).body == sent); // so is what people see, and send again
    CHECK(seen->parts.at(1).body == sent);
}

TEST_CASE("what goes beside a body is handed out with it, with own bytes or without, also in the next life",
          "[store]") {
    temporary_folder folder;
    auto labelled = message("received", 1, {5, 5});
    labelled.deliveries[0].attributes = "topic";
    labelled.deliveries[1].attributes = "url";
    labelled.deliveries[1].body = "own bytes";
    auto check = [](const std::vector<queued_delivery>& got) {
        REQUIRE(got.size() == 2);
        CHECK(got[0].attributes == "topic");
        CHECK(*got[0].body == "received");
        CHECK(got[1].attributes == "url");
        CHECK(*got[1].body == "own bytes");
    };
    {
        test_mailbox box;
        auto store = open(in(folder));
        std::vector<queued_delivery> handed;
        store->subscribe(5, box, [&](std::vector<queued_delivery> fresh) { handed = std::move(fresh); });
        REQUIRE(accept(*store, box, std::move(labelled)));
        REQUIRE(box.run_until([&] { return !handed.empty(); }));
        check(handed);
        store->close();
    }
    test_mailbox box;
    auto store = open(in(folder));
    check(pending(*store, box, 5));
    CHECK(ask(folder, 1, "SELECT length(bytes) FROM body WHERE form = 1") ==
          5); // the received bytes are not stored twice
}

TEST_CASE("equal attempts in a row are one row with a count", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    REQUIRE(accept(*store, box, message("one", 1, {5})));
    attempt again;
    again.at = pending(*store, box, 5).at(0).at;
    again.result = outcome::timeout;
    for (std::uint32_t i = 1; i <= 5; ++i) {
        again.tries = i;
        again.when = 1000 * i;
        again.next = 1000 * i + 500;
        REQUIRE(settle(*store, box, again));
    }
    REQUIRE(settle(*store, box, delivered(again.at)));
    CHECK(ask(folder, 1, "SELECT count(*) FROM answer") == 2);
    CHECK(ask(folder, 1, "SELECT n FROM answer WHERE row = 1") == 5);
    CHECK(ask(folder, 1, "SELECT first_us FROM answer WHERE row = 1") == 1000);
    CHECK(ask(folder, 1, "SELECT last_us FROM answer WHERE row = 1") == 5000);
    CHECK(ask(folder, 1, "SELECT prev FROM answer WHERE row = 2") == 1);
    CHECK(ask(folder, 1, "SELECT answer FROM delivery") == 2);
}

TEST_CASE("a settle nobody waits for is committed by itself within its delay", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.settle_delay = std::chrono::milliseconds{20};
    auto store = open(how);
    REQUIRE(accept(*store, box, message("one", 1, {5})));
    bool done = false;
    auto begun = std::chrono::steady_clock::now();
    store->settle(delivered(pending(*store, box, 5).at(0).at), false, box, [&](auto) { done = true; });
    REQUIRE(box.run_until([&] { return done; }));
    CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds{10});
    CHECK(store->depth(5).pending == 0);
}

TEST_CASE("a settle rides with the next message", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.settle_delay = std::chrono::hours{1};
    auto store = open(how);
    REQUIRE(accept(*store, box, message("one", 1, {5})));
    store->settle(delivered(pending(*store, box, 5).at(0).at), false, box, {});
    REQUIRE(accept(*store, box, message("two", 1, {})));
    CHECK(store->depth(5).pending == 0);
}

TEST_CASE("settling what is settled changes nothing", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    REQUIRE(accept(*store, box, message("one", 1, {5})));
    auto at = pending(*store, box, 5).at(0).at;
    REQUIRE(settle(*store, box, delivered(at)));
    auto late = delivered(at);
    late.state = delivery_state::dead;
    REQUIRE(settle(*store, box, late));
    CHECK(store->depth(5).dead == 0);
    CHECK(dead_letters(*store, box).empty());
    REQUIRE(settle(*store, box, delivered({1, 99})));
    REQUIRE(settle(*store, box, delivered({99, 1})));
}

TEST_CASE("a wire event is kept with its bytes", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    auto id = accept(*store, box, message("one"))->id;
    store->note("ack_not_written", 1, id, "MSA|AA");
    store->note("garbage", 2, std::nullopt, std::string("\0x", 2));
    store->close();
    CHECK(ask(folder, 1, "SELECT count(*) FROM event") == 2);
    CHECK(ask(folder, 1, "SELECT message = '" + to_text(id) + "' FROM event WHERE kind = 'ack_not_written'") == 1);
    CHECK(ask(folder, 1, "SELECT length(bytes) FROM event WHERE kind = 'garbage'") == 2);
}
