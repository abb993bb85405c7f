// A resend gets its first answer again and is not stored twice.
#include "engine/store/remembered.hpp"
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

TEST_CASE("what is older than remembered_for is a new message", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = in(folder);
    how.remembered_for = std::chrono::hours{2};
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
    how.remembered = 3;
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
    remembered seen{2, std::chrono::hours{1}};
    seen_message one{{1}, 1, {0, 0, 1, 1}, 0, "AA"};
    seen.add(one);
    CHECK_FALSE(seen.find(1, one.digest, std::int64_t{2} * 3600 * 1'000'000)); // too old: taken out
    one.id.row = 2;
    one.received = std::int64_t{2} * 3600 * 1'000'000;
    seen.add(one);
    seen.add({{2}, 1, {0, 0, 1, 3}, one.received, "AA"}); // takes the slot of the first
    auto found = seen.find(1, one.digest, one.received);
    REQUIRE(found);
    CHECK(found->id.row == 2);
    CHECK(seen.size() == 2);
}
