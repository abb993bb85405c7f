// A resend gets its first answer again and is not stored twice.
#include "engine/store/seen_ring.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

new_message remembered_message(const std::string& text, std::uint32_t input = 1) {
    auto made = message(text, input, {5});
    made.remember = true;
    return made;
}

} // namespace

TEST_CASE("a resend gets the first receipt and stores nothing, also after a restart", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    message_id first;
    {
        auto store = open(in(folder));
        first = accept(*store, box, remembered_message("one"))->id;
        auto again = accept(*store, box, remembered_message("one"));
        REQUIRE(again);
        CHECK(again->duplicate);
        CHECK(again->id == first);
        CHECK(again->code == "AA");
        CHECK(store->depth(5).pending == 1);
    }
    auto store = open(in(folder));
    CHECK(store->recovery().remembered == 1);
    auto again = accept(*store, box, remembered_message("one"));
    CHECK(again->duplicate);
    CHECK(again->id == first);
    CHECK(again->code == "AA");
    CHECK_FALSE(accept(*store, box, remembered_message("two"))->duplicate);
}

TEST_CASE("a resend in the same commit is attached to its original", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    std::vector<receipt> got;
    for (int i = 0; i < 50; ++i) {
        store->accept(remembered_message("same"), box, [&](auto answer) { got.push_back(*answer); });
    }
    REQUIRE(box.run_until([&] { return got.size() == 50; }));
    CHECK_FALSE(got[0].duplicate);
    for (std::size_t i = 1; i < got.size(); ++i) {
        CHECK(got[i].duplicate);
        CHECK(got[i].id == got[0].id);
    }
    CHECK(store->depth(5).pending == 1);
}

TEST_CASE("the same bytes on another input, or not to be remembered, are new", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    CHECK_FALSE(accept(*store, box, remembered_message("one", 1))->duplicate);
    CHECK_FALSE(accept(*store, box, remembered_message("one", 2))->duplicate);
    CHECK_FALSE(accept(*store, box, message("one", 1))->duplicate);
    CHECK_FALSE(accept(*store, box, message("two", 1))->duplicate);
    CHECK_FALSE(accept(*store, box, message("two", 1))->duplicate);
}

TEST_CASE("what is older than its input remembers is a new message", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = in(folder);
    how.remembered.how_long = std::chrono::hours{2};
    auto old = [&] {
        auto made = remembered_message("one");
        made.received = time.wall();
        return made;
    };
    {
        auto store = open(how, time);
        CHECK_FALSE(accept(*store, box, old())->duplicate);
        time.advance(std::chrono::hours{1});
        CHECK(accept(*store, box, old())->duplicate);
        time.advance(std::chrono::hours{2});
        CHECK_FALSE(accept(*store, box, old())->duplicate);
        CHECK(accept(*store, box, old())->duplicate);
        time.advance(std::chrono::hours{3});
    }
    auto store = open(how, time);
    CHECK(store->recovery().remembered == 0);
}

TEST_CASE("the newest receipts are remembered, and no more than the limit", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.remembered.most = 3;
    {
        auto store = open(how);
        for (const char* text : {"a", "b", "c", "d"}) REQUIRE(accept(*store, box, remembered_message(text)));
        CHECK(accept(*store, box, remembered_message("b"))->duplicate);
        CHECK_FALSE(accept(*store, box, remembered_message("a"))->duplicate); // and pushes b out
        CHECK_FALSE(accept(*store, box, remembered_message("b"))->duplicate);
    }
    auto store = open(how);
    CHECK(store->recovery().remembered == 3);
    CHECK(accept(*store, box, remembered_message("b"))->duplicate);
    CHECK_FALSE(accept(*store, box, remembered_message("c"))->duplicate);
}

TEST_CASE("a forgotten slot does not take a newer message with it", "[store]") {
    const std::chrono::steady_clock::time_point start{};
    seen_ring seen{2, std::chrono::hours{1}};
    seen_message one{{1}, 7, {0, 0, 1, 1}, start, "AA"};
    seen.add(one);
    const auto later = start + std::chrono::hours{2};
    CHECK_FALSE(seen.same_bytes(one.digest, later)); // too old
    CHECK_FALSE(seen.same_key(7, later));
    one.id.row = 2;
    one.seen = later;
    seen.add(one);
    seen.add({{2}, 8, {0, 0, 1, 3}, later, "AA"}); // takes the slot of the first
    REQUIRE(seen.same_bytes(one.digest, later));
    CHECK(seen.same_bytes(one.digest, later)->id.row == 2);
    REQUIRE(seen.same_key(7, later));
    CHECK(seen.same_key(7, later)->id.row == 2);
    CHECK(seen.size() == 2);
}

TEST_CASE("a ring forgets the oldest, whatever others share a key with it", "[store]") {
    const std::chrono::steady_clock::time_point now{};
    seen_ring seen{3, std::chrono::hours{1}};
    for (std::uint8_t i = 1; i <= 4; ++i) seen.add({{i}, i < 3 ? 7U : 9U, {0, 0, 1, i}, now, "AA"});
    CHECK_FALSE(seen.same_bytes({1}, now));
    CHECK(seen.same_key(7, now)->id.row == 2);
    CHECK(seen.same_key(9, now)->id.row == 4); // the newest
    seen.add({{5}, 0, {0, 0, 1, 5}, now, "AA"});
    CHECK_FALSE(seen.same_key(7, now));
    CHECK_FALSE(seen.same_key(0, now)); // no key is like no other
    CHECK(seen.same_bytes({5}, now));
    seen.forget({4}, {0, 0, 1, 4});
    CHECK_FALSE(seen.same_bytes({4}, now));
    CHECK_FALSE(seen.same_key(9, now));
}

TEST_CASE("a repeat that is to be refused is kept as refused, and delivers nothing, also after a restart", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto strict = [](const char* text) {
        auto made = remembered_message(text);
        made.identity = 7;
        made.if_seen = {repeat::refuse, repeat::refuse};
        made.receipt_if_refused = "AE";
        made.receipt_if_repeat = "AR";
        return made;
    };
    message_id first;
    {
        auto store = open(in(folder));
        first = accept(*store, box, strict("one"))->id;
        auto again = accept(*store, box, strict("one"));
        CHECK_FALSE(again->duplicate);
        CHECK(again->id != first);
        CHECK(again->repeats == first);
        CHECK(again->code == "AR");
        CHECK(again->refusal.ends_with(to_text(first)));
        CHECK(accept(*store, box, strict("other"))->repeats == first); // the key is the same
        CHECK(store->depth(5).pending == 1);
        CHECK(ask(folder, 1, "SELECT state = 4 AND raw = CAST('one' AS BLOB) FROM message WHERE row = 2") == 1);
    }
    auto store = open(in(folder));
    CHECK(store->recovery().remembered == 1); // what was refused is not
    CHECK(accept(*store, box, strict("one"))->repeats == first);
}

TEST_CASE("a repeat whose refusal nobody would hear is a dead letter of its input", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    auto unheard = remembered_message("one");
    unheard.if_seen.same_bytes = repeat::refuse;
    REQUIRE(accept(*store, box, unheard));
    CHECK(accept(*store, box, unheard)->repeats);
    CHECK(store->depth(5).pending == 1);
    CHECK(store->depth(1).dead == 1);
}

TEST_CASE("the same key with other bytes is a new message, and both are answered again from then on", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto keyed = [](const char* text) {
        auto made = remembered_message(text);
        made.identity = 7;
        return made;
    };
    message_id first;
    message_id second;
    {
        auto store = open(in(folder));
        first = accept(*store, box, keyed("one"))->id;
        auto other = accept(*store, box, keyed("other"));
        CHECK_FALSE(other->duplicate);
        CHECK(other->same_key == first);
        second = other->id;
        CHECK(store->depth(5).pending == 2);
    }
    auto store = open(in(folder)); // found again in columns identity and digest
    CHECK(accept(*store, box, keyed("one"))->id == first);
    CHECK(accept(*store, box, keyed("other"))->id == second);
    const auto third = accept(*store, box, keyed("third"));
    CHECK_FALSE(third->duplicate);
    CHECK(third->same_key == second); // the newest of the key
}

TEST_CASE("what is done with a message seen before is its input's to say", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    auto keyed = [](const char* text, repeats then) {
        auto made = remembered_message(text);
        made.identity = 7;
        made.if_seen = then;
        return made;
    };
    const auto first = accept(*store, box, keyed("one", {}))->id;

    const auto same = accept(*store, box, keyed("one", {repeat::process_and_warn, repeat::process}));
    CHECK_FALSE(same->duplicate);
    CHECK(same->same_key == first);
    const auto silent = accept(*store, box, keyed("one", {repeat::process, repeat::process}));
    CHECK_FALSE(silent->duplicate);
    CHECK_FALSE(silent->same_key);
    const auto other = accept(*store, box, keyed("two", {repeat::answer_again, repeat::process}));
    CHECK_FALSE(other->duplicate);
    CHECK_FALSE(other->same_key);
    const auto stamped = accept(*store, box, keyed("three", {repeat::answer_again, repeat::answer_again}));
    CHECK(stamped->duplicate);
    CHECK(stamped->id == other->id);
    CHECK(stamped->code == "AA");
}

TEST_CASE("each input remembers as much as it is told, and none does not", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.remembered_of = {
        {"small", {1, std::chrono::hours{1}}}, {"large", {100, std::chrono::hours{1}}}, {"off", {0, {}}}};
    {
        auto store = open(how);
        const auto small = store->number(name_kind::input, "small");
        const auto large = store->number(name_kind::input, "large");
        const auto off = store->number(name_kind::input, "off");
        for (const char* text : {"a", "b"})
            for (const auto input : {small, large, off}) REQUIRE(accept(*store, box, remembered_message(text, input)));
    }
    auto store = open(how);
    CHECK(store->recovery().remembered == 3);
    const auto again = [&](const char* text, const char* input) {
        return accept(*store, box, remembered_message(text, store->known_number(name_kind::input, input)))->duplicate;
    };
    CHECK(again("a", "large"));
    CHECK(again("b", "large"));
    CHECK(again("b", "small"));
    CHECK_FALSE(again("a", "small"));
    CHECK_FALSE(again("b", "off"));
}

TEST_CASE("start-up looks back at so many messages, of all inputs together", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1; // over segments, too
    {
        auto store = open(how);
        REQUIRE(accept(*store, box, remembered_message("quiet", 2)));
        for (const char* text : {"a", "b", "c"}) REQUIRE(accept(*store, box, remembered_message(text)));
    }
    how.looked_back_at = 3;
    {
        auto store = open(how);
        CHECK(store->recovery().remembered == 3);
        CHECK_FALSE(accept(*store, box, remembered_message("quiet", 2))->duplicate);
    }
    how.looked_back_at = 5;
    CHECK(open(how)->recovery().remembered == 4); // "quiet" once: the newest of the same bytes
}

TEST_CASE("no clock that is set makes what is remembered old or immortal", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = in(folder);
    how.remembered.how_long = std::chrono::hours{2};
    const auto one = [&] {
        auto made = remembered_message("one");
        made.received = time.wall();
        return made;
    };
    {
        auto store = open(how, time);
        CHECK_FALSE(accept(*store, box, one())->duplicate);
        time.jump(std::chrono::hours{72});
        CHECK(accept(*store, box, one())->duplicate); // young still
        time.jump(-std::chrono::hours{144});
        CHECK(accept(*store, box, one())->duplicate);
        time.advance(std::chrono::hours{3});
        CHECK_FALSE(accept(*store, box, one())->duplicate); // old, though the wall clock says that it is of the future
    }
    time.jump(-std::chrono::hours{24});
    auto store = open(how, time); // in another life a message of the future is as young as can be
    CHECK(accept(*store, box, one())->duplicate);
    time.advance(std::chrono::hours{3});
    CHECK_FALSE(accept(*store, box, one())->duplicate);
}
