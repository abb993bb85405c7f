// What did not arrive: seen by people, and decided by them, once.
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

std::vector<dead_letter_body> bodies(vagus::store::store& in, test_mailbox& box, message_id id) {
    std::optional<std::vector<dead_letter_body>> answer;
    in.dead_letter_of(id, box, [&](auto got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return std::move(*answer);
}

} // namespace

TEST_CASE("dead letters and failed routes are listed, the newest first, with where they came from", "[store]") {
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
    CHECK(dead[0].message == second);
    CHECK(dead[0].state == delivery_state::failed);
    CHECK(dead[0].name == "adt_route");
    CHECK(dead[0].result == outcome::failed_route);
    CHECK(dead[0].answer == "no rule took it");
    CHECK(dead[1].message == first);
    CHECK(dead[1].state == delivery_state::dead);
    CHECK(dead[1].name == "adt_out");
    CHECK(dead[1].input == "adt_in");
    CHECK(dead[1].input_number == input);
    CHECK(dead[1].tries == 3);
    CHECK(dead[1].answer == "MSA|AE|1");
    CHECK(dead_letters(*store, box, 1).size() == 1);
    CHECK(store->depth(output).dead == 1);
    CHECK(store->depth(route).dead == 1);

    auto whole = bodies(*store, box, first);
    REQUIRE(whole.size() == 1);
    CHECK(whole[0].received == "first message");
    CHECK(whole[0].sent == "as sent");
    auto failed = bodies(*store, box, second);
    REQUIRE(failed.size() == 1);
    CHECK(failed[0].sent == "second message");
    CHECK(failed[0].keys == std::vector<std::uint64_t>{3, 4});
    CHECK(bodies(*store, box, {first.store, 0, 1, 99}).empty());
    CHECK(bodies(*store, box, {first.store, 0, 9, 1}).empty());
    CHECK(bodies(*store, box, {first.store + 1, 0, 1, 1}).empty());
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
