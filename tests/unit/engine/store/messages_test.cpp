// Stored messages are found by what people know of them, and receivers' deliveries are read in order.
#include "engine/store/limits.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <algorithm>

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

std::vector<message_id> messages(vagus::store::store& in, test_mailbox& box, message_query what = {}) {
    std::vector<message_id> all;
    for (;;) {
        auto page = page_of<message_id>(box, [&](auto done) { in.messages(what, box, std::move(done)); });
        all.insert(all.end(), page.rows.begin(), page.rows.end());
        if (!page.next) return all;
        what.after = *page.next;
    }
}

std::vector<delivered_row> delivered_to(vagus::store::store& in, test_mailbox& box, std::uint32_t output) {
    delivered_query what{output};
    std::vector<delivered_row> all;
    for (;;) {
        auto page = page_of<delivered_row>(box, [&](auto done) { in.delivered(what, box, std::move(done)); });
        all.insert(all.end(), page.rows.begin(), page.rows.end());
        if (!page.next) return all;
        what.after = *page.next;
    }
}

} // namespace

TEST_CASE("messages are found by input, type, control id, state and time, over segments", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1;
    auto store = open(how);
    std::vector<message_id> ids;
    for (std::uint32_t i = 0; i < 4; ++i) {
        auto what = message(std::to_string(i), 1 + i % 2);
        what.received = 5'000'000 + i;
        what.type = i == 2 ? "ORU^R01" : "ADT^A01";
        what.state = i == 3 ? message_state::dropped : message_state::queued;
        ids.push_back(accept(*store, box, std::move(what))->id);
    }
    CHECK(messages(*store, box) == ids);
    CHECK(messages(*store, box, {.input = 1}) == std::vector{ids[0], ids[2]});
    CHECK(messages(*store, box, {.type = "ORU^R01"}) == std::vector{ids[2]});
    CHECK(messages(*store, box, {.control = "C-1"}) == std::vector{ids[1]});
    CHECK(messages(*store, box, {.state = message_state::dropped}) == std::vector{ids[3]});
    CHECK(messages(*store, box, {.after = {ids[1].segment, ids[1].row}}) == std::vector{ids[2], ids[3]});
    CHECK(messages(*store, box, {.through = {ids[1].segment, ids[1].row}}) == std::vector{ids[0], ids[1]});
    CHECK(messages(*store, box, {.most = 1}) == ids); // a page each
}

TEST_CASE("what a resend made is found only when asked for: its original is there", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto first = accept(*store, box, message("one"))->id;
    auto again = message("one again");
    again.state = message_state::resent;
    again.parent = first;
    const auto second = accept(*store, box, std::move(again))->id;
    CHECK(messages(*store, box) == std::vector{first});
    CHECK(messages(*store, box, {.state = message_state::resent}) == std::vector{second});
}

TEST_CASE("a search by time passes over segments that lie outside, and a clock that was set hides no message",
          "[store]") {
    temporary_folder folder;
    test_mailbox box;
    test_clock time;
    auto how = in(folder);
    how.segment_bytes = 1;
    auto store = open(how, time);
    auto what = message("early");
    what.received = time.wall();
    const auto early = accept(*store, box, what)->id;
    time.jump(-clock_margin + std::chrono::hours{1}); // sealed, it seems, long before its message
    REQUIRE(accept(*store, box, message("late")));
    std::filesystem::remove(segment_file(folder.path(), 9)); // none such: only what is needed is opened
    CHECK(messages(*store, box, {.since = what.received, .until = what.received}) == std::vector{early});

    time.advance(10 * clock_margin);
    auto later = message("later");
    later.received = time.wall();
    const auto newest = accept(*store, box, later)->id;
    std::filesystem::rename(segment_file(folder.path(), 1), segment_file(folder.path(), 1).string() + ".away");
    const auto page = page_of<message_id>(box, [&](auto done) {
        store->messages({.since = later.received, .until = later.received}, box, std::move(done));
    });
    CHECK_FALSE(page.unreadable); // the first segment was not looked into
    CHECK(messages(*store, box, {.since = later.received, .until = later.received}) == std::vector{newest});
}

TEST_CASE("what a receiver has is read with its keys, and nothing else", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto first = accept(*store, box, message("one", 1, {5}))->id;
    REQUIRE(accept(*store, box, message("two", 1, {5})));
    REQUIRE(accept(*store, box, message("three", 1, {6})));
    REQUIRE(settle(*store, box, delivered({1, 1})));
    REQUIRE(settle(*store, box, delivered({1, 3})));
    const auto got = delivered_to(*store, box, 5);
    REQUIRE(got.size() == 1);
    CHECK(got[0].message == delivery_ref{first.segment, first.row});
    CHECK(got[0].keys == std::vector<std::uint64_t>{5, 7});
}

TEST_CASE("a catalog that could not be read when a person asked ended the process at once", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    const auto stored = accept(*store, box, message("one", 1, {5}));
    REQUIRE(stored);
    connection beside{folder.path() / catalog_name, connection::access::write};
    beside.run("ALTER TABLE segment RENAME TO away");

    CHECK_FALSE(message_of(*store, box, stored->id));
    std::optional<result<page<message_id>, std::string>> found;
    store->messages({}, box, [&](auto got) { found = std::move(got); });
    REQUIRE(box.run_until([&] { return found.has_value(); }));
    REQUIRE_FALSE(*found);
    CHECK(found->error().find("segment") != std::string::npos);
    std::optional<std::vector<wire_event>> events;
    store->wire_events(1, 10, box, [&](auto got) { events = std::move(got); });
    std::optional<std::optional<wire_event>> event;
    store->wire_event_at({1, 1}, box, [&](auto got) { event = std::move(got); });
    REQUIRE(box.run_until([&] { return events && event; }));
    CHECK(events->empty());
    CHECK_FALSE(*event);

    beside.run("ALTER TABLE away RENAME TO segment");
    CHECK(message_of(*store, box, stored->id));
    CHECK(messages(*store, box).size() == 1);
}
