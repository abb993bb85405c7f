// What did not arrive: seen by people, and decided by them, once.
#include "engine/store/limits.hpp"
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

attempt refused(delivery_ref at) {
    auto what = delivered(at);
    what.state = delivery_state::dead;
    what.tries = 3;
    what.result = outcome::rejected;
    what.answer = "MSA|AE|1";
    return what;
}

} // namespace

TEST_CASE("dead letters and failed routes are listed, the oldest first, with where they came from", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    auto input = store->number(name_kind::input, "adt_in");
    auto output = store->number(name_kind::output, "adt_out");
    auto route = store->number(name_kind::route, "adt_route");
    auto what = message("first message", input, {output});
    what.deliveries[0].body = "as sent";
    auto first = accept(*store, box, std::move(what))->id;
    REQUIRE(settle(*store, box, refused(pending(*store, box, output).at(0).at)));
    auto failing = message("second message", input);
    failing.state = message_state::failed;
    failing.deliveries.push_back({route, delivery_state::failed, {3, 4}, {}, "no rule took it"});
    auto second = accept(*store, box, std::move(failing))->id;

    auto dead = dead_letters(*store, box);
    REQUIRE(dead.size() == 2);
    CHECK(dead[0].message == first);
    CHECK(dead[0].state == delivery_state::dead);
    CHECK(dead[0].name == "adt_out");
    CHECK(dead[0].input == "adt_in");
    CHECK(dead[0].input_number == input);
    CHECK(dead[0].tries == 3);
    CHECK(dead[0].answer == "MSA|AE|1");
    CHECK(dead[1].message == second);
    CHECK(dead[1].state == delivery_state::failed);
    CHECK(dead[1].name == "adt_route");
    CHECK(dead[1].result == outcome::failed_route);
    CHECK(dead[1].answer == "no rule took it");
    CHECK(store->depth(output).dead == 1);
    CHECK(store->depth(route).dead == 1);

    auto whole = message_of(*store, box, first);
    REQUIRE(whole);
    CHECK(whole->raw == "first message");
    CHECK(whole->input == "adt_in");
    REQUIRE(whole->parts.size() == 1);
    CHECK(whole->parts[0].at == dead[0].at);
    CHECK(whole->parts[0].body == "as sent");
    CHECK(whole->parts[0].answer == "MSA|AE|1");
    auto failed = message_of(*store, box, second);
    REQUIRE(failed);
    CHECK(failed->state == message_state::failed);
    REQUIRE(failed->parts.size() == 1);
    CHECK(failed->parts[0].name == "adt_route");
    CHECK_FALSE(failed->parts[0].body);
    CHECK(failed->parts[0].keys == std::vector<std::uint64_t>{3, 4});
    CHECK_FALSE(message_of(*store, box, {first.store, 0, 1, 99}));
    CHECK_FALSE(message_of(*store, box, {first.store, 0, 9, 1}));
    CHECK_FALSE(message_of(*store, box, {first.store + 1, 0, 1, 1}));
}

TEST_CASE("a dead letter is decided once, and its replacement is linked to it", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    auto first = accept(*store, box, message("one", 1, {5}))->id;
    auto at = pending(*store, box, 5).at(0).at;
    CHECK_FALSE(*resolve(*store, box, at, delivery_state::discarded)); // it is still waiting
    REQUIRE(settle(*store, box, refused(at)));

    std::vector<queued_delivery> got;
    store->subscribe(5, box, [&](auto batch) { got = std::move(batch); });
    auto again = message("one again", 1, {5});
    again.parent = first;
    again.state = message_state::resent;
    CHECK(*resolve(*store, box, at, delivery_state::retried, again));
    REQUIRE(got.size() == 1);
    CHECK(*got[0].body == "one again");
    CHECK_FALSE(*resolve(*store, box, at, delivery_state::retried, again));
    CHECK_FALSE(*resolve(*store, box, at, delivery_state::discarded));
    CHECK(store->depth(5).dead == 0);
    CHECK(store->depth(5).pending == 1);
    CHECK(dead_letters(*store, box).empty());
    CHECK(ask(folder, 1, "SELECT count(*) FROM message WHERE parent = '" + to_text(first) + "'") == 1);
    CHECK(ask(folder, 1, "SELECT count(*) FROM answer WHERE outcome = 6 AND prev != 0") == 1);
    CHECK_FALSE(*resolve(*store, box, {1, 77}, delivery_state::discarded));
    CHECK_FALSE(*resolve(*store, box, {77, 1}, delivery_state::discarded));
}

TEST_CASE("two people who decide at the same time: one of them did", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1; // every message seals a segment: the dead letter lies in an old one
    auto store = open(how);
    REQUIRE(accept(*store, box, message("one", 1, {5})));
    REQUIRE(settle(*store, box, refused(pending(*store, box, 5).at(0).at)));
    int yes = 0;
    int no = 0;
    for (int i = 0; i < 4; ++i) {
        store->resolve({1, 1}, delivery_state::retried, "", message("again", 1, {5}), box,
                       [&](auto done) { ++(done && *done ? yes : no); });
    }
    REQUIRE(box.run_until([&] { return yes + no == 4; }));
    CHECK(yes == 1);
    CHECK(store->depth(5).pending == 1);
}

TEST_CASE("dead letters are chosen by output, input and time, a page at a time over segments", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1; // every message seals a segment
    auto store = open(how);
    for (std::uint32_t i = 0; i < 6; ++i) {
        const std::uint32_t output = 5 + i % 2;
        REQUIRE(accept(*store, box, message(std::to_string(i), 1 + i % 3, {output})));
        auto what = refused(pending(*store, box, output).back().at);
        what.when = 1000 + i;
        REQUIRE(settle(*store, box, what));
    }
    CHECK(dead_letters(*store, box).size() == 6);
    CHECK(dead_letters(*store, box, {.name = 5}).size() == 3);
    CHECK(dead_letters(*store, box, {.name = 5, .input = 1}).size() == 1);
    CHECK(dead_letters(*store, box, {.since = 1001, .until = 1003}).size() == 3);
    CHECK(dead_letters(*store, box, {.after = {3, 1}}).size() == 3);
    CHECK(dead_letters(*store, box, {.through = {3, 1}}).size() == 3);

    const auto page = dead_page(*store, box, {.most = 1});
    CHECK(page.rows.size() == 1);
    CHECK(page.next == page.rows[0].at);
    CHECK(page.end >= delivery_ref{6, 1});
}

TEST_CASE("a page looks at so many rows and says where to go on, though it found nothing", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    std::int64_t n = 0;
    while (n <= scan_rows) { // the last one behind the first page
        std::size_t answered = 0;
        for (int i = 0; i < 1024; ++i, ++n)
            store->accept(message("m", 1, {n == scan_rows ? 6U : 5U}), box, [&](auto) { ++answered; });
        REQUIRE(box.run_until([&] { return answered == 1024; }));
    }
    REQUIRE(settle(*store, box, refused({1, scan_rows + 1})));
    const auto first = dead_page(*store, box);
    CHECK(first.rows.empty());
    CHECK(first.next == delivery_ref{1, scan_rows});
    const auto second = dead_page(*store, box, {.after = *first.next});
    REQUIRE(second.rows.size() == 1);
    CHECK(second.rows[0].at.row == scan_rows + 1);
}

TEST_CASE("what a damaged segment hides is said, and the rest is shown", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1;
    {
        auto store = open(how);
        for (const char* text : {"one", "two"}) {
            REQUIRE(accept(*store, box, message(text, 1, {5})));
            REQUIRE(settle(*store, box, refused(pending(*store, box, 5).back().at)));
        }
        store->close();
    }
    auto store = open(how);
    std::filesystem::remove(segment_file(folder.path(), 1));
    std::filesystem::remove(segment_file(folder.path(), 1).string() + "-wal");
    const auto page = dead_page(*store, box);
    CHECK(page.rows.empty());
    REQUIRE(page.unreadable);
    CHECK(page.unreadable->find("s0-1.db") != std::string::npos);
    CHECK(dead_letters(*store, box).size() == 1);
}
