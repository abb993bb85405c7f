// Accept, hand out, settle, resolve: what a message leaves in the store, life after life.
#include "tests/unit/engine/store/open_store.hpp"

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
