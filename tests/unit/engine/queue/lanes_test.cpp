#include "base/limits.hpp"
#include "engine/queue/lanes.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <random>
#include <set>

using namespace vagus;
using queue::lanes;
using promise = lanes::promise;
using namespace std::chrono_literals;

namespace {

store::queued_delivery delivery(std::int64_t row, std::vector<std::uint64_t> keys = {}, std::size_t size = 10) {
    store::queued_delivery made;
    made.at = {1, row};
    made.message = {1, 0, 1, static_cast<std::uint32_t>(row)};
    made.keys = std::move(keys);
    made.body = std::make_shared<const std::string>(size, 'x');
    return made;
}

constexpr lanes::time_point start{std::chrono::hours{1}};

// The row that the lane has in hand now, 0 for none.
std::int64_t row_at(lanes& all, unsigned lane, lanes::time_point now = start) {
    auto* mine = all.take(lane, now);
    return mine == nullptr ? 0 : mine->delivery.at.row;
}
queue::lane_set finish(lanes& all, unsigned lane) {
    REQUIRE(row_at(all, lane) != 0);
    return all.finished(lane);
}
bool park(lanes& all, unsigned lane, std::chrono::seconds wait) {
    REQUIRE(row_at(all, lane) != 0);
    return all.park(lane, start + wait).has_value();
}

} // namespace

TEST_CASE("one lane sends everything in order", "[queue][lanes]") {
    lanes strict{promise::strict, 1};
    CHECK(strict.push(delivery(1, {7})) == 1);
    CHECK(strict.push(delivery(2, {8})) == 0); // the lane is busy: nobody to wake
    CHECK(row_at(strict, 0) == 1);
    CHECK(finish(strict, 0) == 1);
    CHECK(row_at(strict, 0) == 2);
    CHECK(finish(strict, 0) == 0);
    CHECK(row_at(strict, 0) == 0);
}

TEST_CASE("different keys go side by side, one key stays in order", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    four.push(delivery(1, {0}));
    four.push(delivery(2, {1}));
    four.push(delivery(3, {0}));
    CHECK(row_at(four, 0) == 1);
    CHECK(row_at(four, 1) == 2);
    finish(four, 1);
    CHECK(row_at(four, 1) == 0);
    CHECK(row_at(four, 0) == 1); // 3 waits behind 1
    finish(four, 0);
    CHECK(row_at(four, 0) == 3);
}

TEST_CASE("a message of two patients waits for both and holds both", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    four.push(delivery(1, {1}));
    four.push(delivery(2, {3}));
    four.push(delivery(3, {3, 1})); // the merge
    four.push(delivery(4, {1}));
    four.push(delivery(5, {3}));
    four.push(delivery(6, {2}));

    CHECK(row_at(four, 1) == 1);
    CHECK(row_at(four, 3) == 2);
    CHECK(row_at(four, 2) == 6); // a third patient does not wait
    finish(four, 1);
    CHECK(row_at(four, 1) == 0);      // the merge heads lane 1 but not lane 3
    CHECK(finish(four, 3) == 0b0010); // now it heads both, and lane 1 sends it
    CHECK(row_at(four, 1) == 3);
    CHECK(row_at(four, 3) == 0);
    CHECK(finish(four, 1) == 0b1010);
    CHECK(row_at(four, 1) == 4);
    CHECK(row_at(four, 3) == 5);
}

TEST_CASE("no key is one common key, and too many keys are all lanes", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    CHECK(four.lanes_of({}) == 0b0001);
    CHECK(four.lanes_of({5, 9}) == 0b0010);
    CHECK(four.lanes_of(std::vector<std::uint64_t>(limits::keys_per_delivery, 2)) == 0b0100);
    CHECK(four.lanes_of(std::vector<std::uint64_t>(limits::keys_per_delivery + 1, 2)) == 0b1111);
    lanes most{promise::per_key, static_cast<unsigned>(limits::lanes_per_output)};
    CHECK(most.lanes_of(std::vector<std::uint64_t>(limits::keys_per_delivery + 1, 2)) == ~queue::lane_set{0});
    CHECK(most.lanes_of({63}) == queue::lane_set{1} << 63U);
}

TEST_CASE("memory is bounded by count and by bytes, and one large message still passes", "[queue][lanes]") {
    lanes few{promise::strict, 1, {.items = 2, .bytes = 1000}};
    CHECK(few.has_room());
    few.push(delivery(1));
    CHECK(few.has_room());
    few.push(delivery(2));
    CHECK_FALSE(few.has_room());
    finish(few, 0);
    CHECK(few.has_room());
    finish(few, 0);

    few.push(delivery(3, {}, 5000));
    CHECK_FALSE(few.has_room());
    finish(few, 0);
    CHECK(few.has_room());
}

TEST_CASE("a message that is parked lets other keys of its lane pass", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    four.push(delivery(1, {1}));
    four.push(delivery(2, {5})); // another key of the same lane
    four.push(delivery(3, {1}));
    four.push(delivery(4, {9}));
    CHECK(row_at(four, 1) == 1);
    REQUIRE(four.park(1, start + 10s) == 0b0010);
    CHECK(row_at(four, 1) == 2);
    CHECK(finish(four, 1) == 0b0010);
    CHECK(row_at(four, 1) == 4); // 3 shares the key of 1: parked behind it
    finish(four, 1);
    CHECK(row_at(four, 1) == 0);
    CHECK(four.size() == 2);

    CHECK(four.next_due(start) == start + 10s);
    CHECK(four.due(start + 9s) == 0);
    CHECK(four.due(start + 10s) == 0b0010);
    CHECK(row_at(four, 1, start + 10s) == 1);
    CHECK(four.finished(1) == 0b0010); // and 3 may go
    CHECK(row_at(four, 1) == 3);
    CHECK(four.finished(1) == 0);
    CHECK(four.size() == 0);
}

TEST_CASE("what arrives for a parked key waits behind it, also when it has been parked again", "[queue][lanes]") {
    lanes two{promise::per_key, 2};
    two.push(delivery(1, {1}));
    CHECK(park(two, 1, 10s));
    CHECK(two.push(delivery(2, {1})) == 0);
    CHECK(row_at(two, 1) == 0);
    CHECK(row_at(two, 1, start + 10s) == 1);
    REQUIRE(two.park(1, start + 30s) == 0);
    CHECK(row_at(two, 1, start + 29s) == 0);
    CHECK(two.push(delivery(3, {3})) == 0b10);
    CHECK(row_at(two, 1, start + 29s) == 3);
    two.finished(1);
    CHECK(row_at(two, 1, start + 30s) == 1);
    two.finished(1);
    CHECK(row_at(two, 1) == 2);
}

TEST_CASE("a merge waits for both of its patients, whichever of them is parked", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    four.push(delivery(1, {1}));
    four.push(delivery(2, {3}));
    four.push(delivery(3, {1, 3})); // the merge
    four.push(delivery(4, {3}));
    four.push(delivery(5, {7})); // shares only a lane
    CHECK(park(four, 1, 10s));
    CHECK(row_at(four, 3) == 2);
    finish(four, 3);
    CHECK(row_at(four, 3) == 5); // the merge is parked behind 1, and 4 behind the merge
    finish(four, 3);
    CHECK(row_at(four, 3) == 0);
    CHECK(row_at(four, 1, start + 10s) == 1);
    CHECK(four.finished(1) == 0b0010);
    CHECK(row_at(four, 1) == 3); // the lowest of its lanes sends it
    CHECK(four.finished(1) == 0b1000);
    CHECK(row_at(four, 3) == 4);
}

TEST_CASE("strict order never parks: the line holds", "[queue][lanes]") {
    lanes strict{promise::strict, 1};
    strict.push(delivery(1, {1}));
    strict.push(delivery(2, {2}));
    CHECK_FALSE(park(strict, 0, 10s));
    CHECK(row_at(strict, 0) == 1);
}

TEST_CASE("messages without keys share one: each is parked behind the other", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    four.push(delivery(1));
    four.push(delivery(2));
    four.push(delivery(3, {4}));
    CHECK(park(four, 0, 10s));
    CHECK(row_at(four, 0) == 3);
}

TEST_CASE("a message of too many keys is not parked, and waits for all that is", "[queue][lanes]") {
    const std::vector<std::uint64_t> many(limits::keys_per_delivery + 1, 2);
    lanes four{promise::per_key, 4};
    four.push(delivery(1, {1}));
    four.push(delivery(2, many));
    four.push(delivery(3, {3}));
    CHECK(park(four, 1, 10s));
    for (unsigned lane = 0; lane < 4; ++lane) CHECK(row_at(four, lane) == 0);
    CHECK(row_at(four, 1, start + 10s) == 1);
    CHECK(four.finished(1) == 0b0001);
    CHECK_FALSE(park(four, 0, 10s));
    CHECK(row_at(four, 0) == 2);
    CHECK(row_at(four, 3) == 0);
}

TEST_CASE("where no more can be parked the lane holds, and goes on when there is room", "[queue][lanes]") {
    queue::window bounds;
    SECTION("by count") {
        bounds.parked_items = 2;
    }
    SECTION("by bytes") {
        bounds.parked_bytes = 20;
    }
    lanes two{promise::per_key, 2, bounds};
    two.push(delivery(1, {0}));
    two.push(delivery(2, {0}));
    two.push(delivery(3, {0}));
    two.push(delivery(4, {2}));
    two.push(delivery(5, {1}));
    CHECK(park(two, 0, 10s));
    CHECK(row_at(two, 0) == 0); // 3 has no room beside 1 and 2, and holds 4
    CHECK_FALSE(park(two, 1, 10s));
    CHECK(row_at(two, 1) == 5); // a message that fails keeps its lane
    CHECK(row_at(two, 0, start + 10s) == 1);
    CHECK((two.finished(0) & 0b01) != 0);
    CHECK(row_at(two, 0) == 2);
    two.finished(0);
    CHECK(row_at(two, 0) == 3);
    two.finished(0);
    CHECK(row_at(two, 0) == 4);
}

TEST_CASE("one message larger than all that may be parked is parked alone", "[queue][lanes]") {
    lanes two{promise::per_key, 2, {.parked_bytes = 20}};
    two.push(delivery(1, {0}, 5000));
    two.push(delivery(2, {2}));
    CHECK(park(two, 0, 10s));
    CHECK_FALSE(park(two, 0, 10s));
}

TEST_CASE("without order a free lane takes the next, and what is parked waits by itself", "[queue][lanes]") {
    lanes two{promise::none, 2};
    CHECK(two.push(delivery(1, {5})) == 0b11);
    two.push(delivery(2, {5}));
    two.push(delivery(3, {5}));
    CHECK(row_at(two, 1) == 1);
    CHECK(row_at(two, 0) == 2);
    two.finished(0);
    CHECK(row_at(two, 0) == 3);
    CHECK(park(two, 1, 10s)); // whatever its keys were when it was stored
    CHECK(two.push(delivery(4, {5})) == 0b10);
    CHECK(row_at(two, 1) == 4);
    two.finished(1);
    CHECK(two.due(start + 10s) == 0b10);
    CHECK(row_at(two, 1, start + 10s) == 1);
    two.finished(1);
    two.finished(0);
    CHECK(two.size() == 0);
}

TEST_CASE("nothing passes a dead letter that holds its keys, until it is decided about", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    four.push(delivery(1, {1}));
    four.push(delivery(2, {1, 2}));
    four.push(delivery(3, {5}));
    four.push(delivery(4, {2}));
    REQUIRE(row_at(four, 1) == 1);
    SECTION("the first time") {}
    SECTION("after it had been parked") {
        CHECK(park(four, 1, 10s));
        REQUIRE(row_at(four, 1, start + 10s) == 1);
    }
    CHECK(four.keep_dead(1));
    CHECK(row_at(four, 1) == 3); // 2 waits for 1, and 4 for 2
    finish(four, 1);
    CHECK(row_at(four, 1) == 0);
    CHECK(row_at(four, 2) == 0);
    CHECK_FALSE(four.next_due(start));
    CHECK(four.oldest()->delivery.at.row == 2);
    CHECK(four.unblock({1, 4711}) == 0);
    CHECK((four.unblock({1, 1}) & 0b0010) != 0);
    CHECK(row_at(four, 1) == 2);
    finish(four, 1);
    CHECK(row_at(four, 2) == 4);
}

TEST_CASE("a parked message that dies leaves its room to the head that waited for it", "[queue][lanes]") {
    queue::window bounds;
    SECTION("by bytes") {
        bounds.parked_bytes = 20;
    }
    SECTION("by count") {
        bounds.parked_items = 1;
    }
    lanes two{promise::per_key, 2, bounds};
    two.push(delivery(1, {0}, 5000));
    two.push(delivery(2, {0}));
    two.push(delivery(3, {2})); // another key, the same lane
    CHECK(park(two, 0, 10s));
    CHECK(row_at(two, 0) == 0); // 2 has no room beside 1, and holds 3
    REQUIRE(row_at(two, 0, start + 10s) == 1);
    const auto woken = two.keep_dead(0);
    REQUIRE(woken);
    CHECK((*woken & 0b01) != 0);
    CHECK(row_at(two, 0, start + 10s) == 3);
    finish(two, 0);
    CHECK((two.unblock({1, 1}) & 0b01) != 0);
    CHECK(row_at(two, 0) == 2);
}

TEST_CASE("dead letters of earlier lives hold their keys, decided about in any order", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    CHECK(four.block({{1, 1}, {}, {1}}));
    CHECK(four.block({{1, 2}, {}, {1}}));
    four.push(delivery(3, {1}));
    four.push(delivery(4, {5}));
    CHECK(row_at(four, 1) == 4);
    finish(four, 1);
    CHECK(four.unblock({1, 2}) == 0);
    CHECK(row_at(four, 1) == 0);
    CHECK(four.unblock({1, 1}) == 0b0010);
    CHECK(row_at(four, 1) == 3);
}

TEST_CASE("dead letters that hold keys have a limit, and such as name too many keys cannot", "[queue][lanes]") {
    queue::window bounds;
    bounds.dead_items = 2;
    lanes two{promise::per_key, 2, bounds};
    const std::vector<std::uint64_t> many(limits::keys_per_delivery + 1, 2);
    CHECK_FALSE(two.block({{1, 1}, {}, many}));
    CHECK(two.block({{1, 2}, {}, {1}}));
    CHECK(two.block({{1, 3}, {}, {2}}));
    CHECK_FALSE(two.block({{1, 4}, {}, {3}}));
    two.push(delivery(5, {7}));
    REQUIRE(row_at(two, 1) == 5);
    CHECK_FALSE(two.keep_dead(1));
    CHECK(row_at(two, 1) == 5); // still in hand
    CHECK(two.unblock({1, 3}) == 0);
    CHECK(two.keep_dead(1));
}

TEST_CASE("while an output is held nothing is sent, or only what is up to a mark", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    four.push(delivery(1, {1}));
    four.push(delivery(2, {1}));
    four.push(delivery(3, {1}));
    four.push(delivery(4, {2}));
    CHECK(park(four, 1, 10s));
    four.hold(store::delivery_ref{});
    for (unsigned lane = 0; lane < 4; ++lane) CHECK(row_at(four, lane, start + 10s) == 0);
    four.hold(store::delivery_ref{1, 2});
    CHECK(row_at(four, 2) == 0);
    CHECK(row_at(four, 1, start + 10s) == 1);
    four.finished(1);
    CHECK(row_at(four, 1, start + 10s) == 2);
    four.finished(1);
    CHECK(row_at(four, 1, start + 10s) == 0);
    four.hold({});
    CHECK(row_at(four, 1) == 3);
    four.hold(store::delivery_ref{});
    CHECK(row_at(four, 1) == 0); // also what a lane has in hand between two tries
    four.hold({});
    CHECK(row_at(four, 1) == 3);
    CHECK(row_at(four, 2) == 4);
}

TEST_CASE("a message can be taken out wherever it stands, and what waited for it goes on", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    for (std::int64_t row = 1; row <= 4; ++row) four.push(delivery(row, {1}));
    four.push(delivery(5, {5}));
    auto take_out = [&](std::int64_t row) {
        auto* found = four.find({1, 0, 1, static_cast<std::uint32_t>(row)});
        REQUIRE(found != nullptr);
        return four.withdraw(*found);
    };
    SECTION("in a lane") {
        take_out(2);
        CHECK(row_at(four, 1) == 1);
        take_out(1); // in hand
        CHECK(row_at(four, 1) == 3);
    }
    SECTION("parked") {
        CHECK(park(four, 1, 10s)); // with 2, 3 and 4 behind it
        take_out(3);
        CHECK(take_out(1) == 0b0010);
        CHECK(row_at(four, 1) == 2);
        four.finished(1);
        CHECK(row_at(four, 1) == 4);
        four.finished(1);
        CHECK(row_at(four, 1) == 5);
    }
    CHECK(four.find({1, 0, 1, 99}) == nullptr);
}

TEST_CASE("retry now: nothing that is parked waits for its time any more", "[queue][lanes]") {
    lanes four{promise::per_key, 4};
    four.push(delivery(1, {1}));
    four.push(delivery(2, {2}));
    CHECK(park(four, 1, 3600s));
    CHECK(park(four, 2, 60s));
    four.hurry(start);
    CHECK(four.due(start) == 0b0110);
    CHECK(row_at(four, 1) == 1);
    CHECK(row_at(four, 2) == 2);
}

// The reference: what may be sent is whatever shares no key with anything earlier that is not done with.
TEST_CASE("whatever the keys and the answers, a key stays in order and nothing is stuck", "[queue][lanes]") {
    std::minstd_rand random{4711};
    for (int round = 0; round < 300; ++round) {
        const unsigned count = 1 + static_cast<unsigned>(random() % 8);
        queue::window bounds;
        bounds.parked_items = 1 + random() % 20;
        lanes all{promise::per_key, count, bounds};
        std::map<std::int64_t, std::vector<std::uint64_t>> open; // rows that are not done with, and their keys
        std::set<std::int64_t> sending;
        std::vector<std::int64_t> dead; // hold their keys
        auto now = start;
        std::int64_t pushed = 0;
        std::size_t done = 0;
        auto may_go = [&](std::int64_t row) {
            for (const auto& [earlier, keys] : open) {
                if (earlier == row) return true;
                for (auto key : keys) {
                    if (std::ranges::find(open[row], key) != open[row].end()) return false;
                }
            }
            return false;
        };
        for (int turn = 0; turn < 10'000 && done < 60; ++turn) {
            if (pushed < 60 && random() % 3 != 0) {
                std::set<std::uint64_t> some;
                for (auto n = random() % 4; n > 0; --n) some.insert(random() % 10);
                std::vector<std::uint64_t> mine(some.begin(), some.end());
                all.push(delivery(++pushed, mine));
                open[pushed] = mine.empty() ? std::vector<std::uint64_t>{0} : mine;
            }
            now += 1s;
            if (!dead.empty() && random() % 4 == 0) {
                std::swap(dead[random() % dead.size()], dead.back());
                open.erase(dead.back());
                all.unblock({1, dead.back()});
                dead.pop_back();
            }
            const auto lane = static_cast<unsigned>(random() % count);
            const auto row = row_at(all, lane, now);
            if (row == 0) continue;
            REQUIRE(may_go(row));
            if (sending.insert(row).second && random() % 2 == 0) continue; // on its way while others go on
            sending.erase(row);
            if (random() % 9 == 0 && all.keep_dead(lane)) {
                dead.push_back(row);
                ++done;
                continue;
            }
            if (random() % 3 == 0) {
                (void)all.park(lane, now + std::chrono::seconds{random() % 9});
                continue;
            }
            all.finished(lane);
            open.erase(row);
            ++done;
        }
        CHECK(done == 60);
        CHECK(all.size() == 0);
    }
}
