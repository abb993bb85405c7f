// A store's messages read again from outside.
#include "engine/store/catalog.hpp"
#include "engine/store/index.hpp"
#include "engine/store/past.hpp"
#include "engine/store/survey.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

std::vector<std::string> texts_of(past& then, const past_query& what = {}) {
    std::vector<std::string> out;
    delivery_ref after;
    while (const auto page = then.next(what, after))
        for (const auto& each : *page) out.push_back(each.raw);
    return out;
}

using texts = std::vector<std::string>;

struct filled {
    temporary_folder folder;
    test_mailbox box;
    std::unique_ptr<vagus::store::store> store = open(in(folder));
    std::uint32_t pas = store->number(name_kind::output, "pas");
    std::uint32_t adt_in = store->number(name_kind::input, "adt_in");
    std::uint32_t lab_in = store->number(name_kind::input, "lab_in");

    message_id add(const std::string& text, std::uint32_t input, wall_us received, std::optional<std::string> body = {},
                   message_state state = message_state::queued) {
        auto made = message(text, input, {pas});
        made.received = received;
        made.state = state;
        made.revision = 1;
        made.deliveries.front().body = std::move(body);
        return accept(*store, box, std::move(made))->id;
    }
};

} // namespace

TEST_CASE("past messages are read in their order, of an input and a time", "[store][past]") {
    filled at;
    const auto now = system_clock().wall();
    at.add("one", at.adt_in, now);
    at.add("two", at.lab_in, now + 100);
    at.add("three", at.adt_in, now + 200);
    at.add("again", at.adt_in, now + 200, {}, message_state::resent);
    at.add("piece", at.adt_in, now + 200, {}, message_state::fragment);
    past then{at.folder.path()}; // beside the store that is open
    CHECK(texts_of(then) == texts{"one", "two", "three"});
    CHECK(texts_of(then, {"adt_in"}) == texts{"one", "three"});
    CHECK(texts_of(then, {{}, now + 100, now + 200}) == texts{"two"}); // the end is not meant
    CHECK(texts_of(then, {{}, 0, 300}) == texts{});                    // long before the segment was opened
    CHECK_THROWS_AS(texts_of(then, {"nobody"}), refusal);
    CHECK(then.passed_over().empty());
}

TEST_CASE("a page of past messages is bounded, and no row is missed between two", "[store][past]") {
    filled at;
    const std::string long_text(past_page_bytes / 2, 'x');
    for (int i = 0; i < 3; ++i) at.add(long_text + std::to_string(i), at.adt_in, 100);
    past then{at.folder.path()};
    delivery_ref after;
    CHECK(then.next({}, after)->size() == 2); // the second comes to the bound
    CHECK(then.next({}, after)->size() == 1);
    CHECK_FALSE(then.next({}, after));
    for (std::int64_t i = 3; i <= past_page_rows; ++i) at.add(std::to_string(i), at.adt_in, 200);
    CHECK(texts_of(then, {{}, 200}).size() == static_cast<std::size_t>(past_page_rows - 2));
    at.add("one more", at.adt_in, 200);
    CHECK(texts_of(then, {{}, 200}).size() == static_cast<std::size_t>(past_page_rows - 1));
}

TEST_CASE("a past message is found by its id, with what was sent of it", "[store][past]") {
    filled at;
    const auto whole = at.add("one", at.adt_in, 100);
    const auto changed = at.add("two", at.adt_in, 100, "TWO");
    const std::string base(1000, 'a');
    const auto patched = at.add(base, at.adt_in, 100, base + "b");
    past then{at.folder.path()};
    CHECK(then.find(whole)->input == "adt_in");
    CHECK(then.find(changed)->raw == "two");
    CHECK(then.sent(whole, "pas") == "one");
    CHECK(then.sent(changed, "pas") == "TWO");
    CHECK(then.sent(patched, "pas") == base + "b");
    CHECK_FALSE(then.sent(whole, "nobody"));
    CHECK_FALSE(then.find({whole.store, 0, whole.segment, 99}));
    CHECK_FALSE(then.find({whole.store, 0, 99, 1}));
    CHECK_FALSE(then.find({whole.store + 1, 0, whole.segment, whole.row}));
}

TEST_CASE("revisions are known by their numbers, those whose files are forgotten too", "[store][past]") {
    filled at;
    CHECK(past{at.folder.path()}.newest_revision() == 0);
    const auto first = at.store->begin_revision({"aaa", "{}", "me", "", 1}).value();
    for (std::size_t i = 0; i < history_entries; ++i)
        (void)at.store->begin_revision({"sha" + std::to_string(i), "{\"a\":\"b\"}", "me", "", 2});
    past then{at.folder.path()};
    CHECK(then.revision(first)->sha == "aaa");
    CHECK(then.revision(first)->files.empty());
    CHECK(then.revision(then.newest_revision())->sha == "sha" + std::to_string(history_entries - 1));
    CHECK(then.revision(then.newest_revision())->files == "{\"a\":\"b\"}");
    CHECK_FALSE(then.revision(9999));
}

TEST_CASE("messages whose segment has gone are counted by its index, and by the catalog without one", "[store][past]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1;
    auto store = open(how);
    const auto adt_in = store->number(name_kind::input, "adt_in");
    const auto lab_in = store->number(name_kind::input, "lab_in");
    for (const auto input : {adt_in, lab_in, adt_in}) REQUIRE(accept(*store, box, message("text", input)));
    const auto uuid = look_at(folder.path()).uuid;
    store->close();
    store.reset();
    {
        connection entries{folder.path() / catalog_name, connection::access::read};
        make_index(folder.path(), *segment_of(entries, 1), uuid);
    }
    CHECK(past{folder.path()}.gone({}).known == 0);
    for (const std::uint32_t no : {1U, 2U}) remove_database(segment_file(folder.path(), no));
    past then{folder.path()};
    CHECK(then.gone({}).known == 1);
    CHECK(then.gone({}).at_most == 1); // of the second, which has no index
    CHECK(then.gone({"lab_in"}).known == 0);
    CHECK(then.gone({{}, end_of_time - 1}).known == 0);
    CHECK(texts_of(then) == texts{"text"});
}

TEST_CASE("what other systems answered lies with the message, and of others there is nothing", "[store][past]") {
    filled at;
    auto asked = message("one", at.adt_in, {at.pas});
    asked.answers = "as it came";
    const auto id = accept(*at.store, at.box, std::move(asked))->id;
    const auto other = at.add("two", at.adt_in, system_clock().wall());
    past then{at.folder.path()};
    CHECK(then.find(id)->answers == "as it came");
    CHECK(then.find(other)->answers.empty());
    delivery_ref after;
    const auto page = then.next({}, after);
    REQUIRE(page);
    REQUIRE(page->size() == 2);
    CHECK(page->front().answers == "as it came");
}
