// What keeps an output from sending: holds, and dead letters nobody has decided about.
#include "tests/unit/engine/store/open_store.hpp"

using namespace vagus;
using namespace vagus::store;
using namespace vagus::store::test;

namespace {

attempt dead_by(outcome what, delivery_ref at) {
    auto made = delivered(at);
    made.state = delivery_state::dead;
    made.result = what;
    return made;
}

std::vector<dead_mark> undecided(vagus::store::store& in, test_mailbox& box, std::uint32_t output, std::size_t most) {
    std::optional<std::vector<dead_mark>> answer;
    in.undecided_dead(output, most, box, [&](auto got) { answer = std::move(got); });
    REQUIRE(box.run_until([&] { return answer.has_value(); }));
    return std::move(*answer);
}

} // namespace

TEST_CASE("a hold outlives the engine until it is released", "[store]") {
    temporary_folder folder;
    {
        auto store = open(in(folder));
        CHECK_FALSE(store->hold_of(3));
        REQUIRE(store->put_hold(3, hold{"maintenance", "anna", 17, delivery_ref{2, 5}}));
        REQUIRE(store->put_hold(4, hold{"first", "", 1, {}}));
        REQUIRE(store->put_hold(4, hold{"second", "", 2, {}}));
    } // as in a crash
    {
        auto store = open(in(folder));
        auto held = store->hold_of(3);
        REQUIRE(held);
        CHECK(held->reason == "maintenance");
        CHECK(held->by == "anna");
        CHECK(held->since == 17);
        CHECK(held->after == delivery_ref{2, 5});
        REQUIRE(store->hold_of(4));
        CHECK(store->hold_of(4)->reason == "second");
        CHECK_FALSE(store->hold_of(4)->after);
        REQUIRE(store->put_hold(3, std::nullopt));
        CHECK_FALSE(store->hold_of(3));
    }
    CHECK_FALSE(open(in(folder))->hold_of(3));
}

TEST_CASE("dead letters that no person has decided about are listed by output, the oldest first", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    for (int i = 0; i < 5; ++i) (void)accept(*store, box, message("message " + std::to_string(i), 1, {7, 8}));
    auto queue = pending(*store, box, 7);
    REQUIRE(queue.size() == 5);
    REQUIRE(settle(*store, box, dead_by(outcome::rejected, queue[3].at)));
    REQUIRE(settle(*store, box, dead_by(outcome::timeout, queue[1].at)));
    REQUIRE(settle(*store, box, dead_by(outcome::by_person, queue[2].at))); // skipped
    REQUIRE(settle(*store, box, delivered(queue[0].at)));

    auto found = undecided(*store, box, 7, 10);
    REQUIRE(found.size() == 2);
    CHECK(found[0].at == queue[1].at);
    CHECK(found[0].message == queue[1].message);
    CHECK(found[0].keys == queue[1].keys);
    CHECK(found[1].at == queue[3].at);
    CHECK(undecided(*store, box, 7, 1).size() == 1);
    CHECK(undecided(*store, box, 8, 10).empty());

    REQUIRE(resolve(*store, box, queue[1].at, delivery_state::discarded));
    CHECK(undecided(*store, box, 7, 10).size() == 1);
}

TEST_CASE("undecided dead letters of several segments come in the order of their queue", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto how = in(folder);
    how.segment_bytes = 1; // every message seals one
    auto store = open(how);
    for (int i = 0; i < 3; ++i) (void)accept(*store, box, message("message " + std::to_string(i), 1, {7}));
    auto queue = pending(*store, box, 7);
    REQUIRE(queue.size() == 3);
    REQUIRE(queue[0].at.segment < queue[2].at.segment);
    for (auto each : {2U, 0U, 1U}) REQUIRE(settle(*store, box, dead_by(outcome::rejected, queue[each].at)));
    auto found = undecided(*store, box, 7, 2);
    REQUIRE(found.size() == 2);
    CHECK(found[0].at == queue[0].at);
    CHECK(found[1].at == queue[1].at);
}

TEST_CASE("an output hears of its dead letters that a person decided about, after what takes their place", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    std::vector<std::string> heard;
    delivery_ref freed;
    store->subscribe(7, box, [&](auto fresh) { heard.emplace_back(*fresh.back().body); });
    store->on_resolved(7, box, [&](auto resolved) {
        heard.emplace_back("resolved");
        freed = resolved.at(0);
    });
    (void)accept(*store, box, message("first", 1, {7, 8}));
    auto at = pending(*store, box, 7).at(0).at;
    REQUIRE(settle(*store, box, dead_by(outcome::rejected, at)));
    REQUIRE(resolve(*store, box, at, delivery_state::retried, message("again", 1, {7})));
    REQUIRE(box.run_until([&] { return heard.size() == 3; }));
    CHECK(heard == std::vector<std::string>{"first", "again", "resolved"});
    CHECK(freed == at);
}

TEST_CASE("the newest delivery is known, whatever its output", "[store]") {
    temporary_folder folder;
    test_mailbox box;
    auto store = open(in(folder));
    auto newest = [&] {
        std::optional<delivery_ref> answer;
        store->newest_delivery(box, [&](auto got) { answer = got; });
        REQUIRE(box.run_until([&] { return answer.has_value(); }));
        return *answer;
    };
    CHECK(newest() == delivery_ref{1, 0});
    (void)accept(*store, box, message("first", 1, {7, 8}));
    CHECK(newest() == delivery_ref{1, 2});
}
