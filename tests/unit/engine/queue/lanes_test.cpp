#include "base/limits.hpp"
#include "engine/queue/lanes.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <random>
#include <set>

using namespace vagus;
using queue::lanes;

namespace {

store::queued_delivery delivery(std::int64_t row, std::vector<std::uint64_t> keys = {}, std::size_t size = 10) {
    store::queued_delivery made;
    made.at = {1, row};
    made.keys = std::move(keys);
    made.body = std::make_shared<const std::string>(size, 'x');
    return made;
}

std::int64_t row_at(lanes& all, unsigned lane) {
    auto* head = all.head(lane);
    return head == nullptr ? 0 : head->at.row;
}

} // namespace

TEST_CASE("one lane sends everything in order", "[queue][lanes]") {
    lanes strict{1};
    CHECK(strict.push(delivery(1, {7})) == 1);
    CHECK(strict.push(delivery(2, {8})) == 0); // the lane is busy: nobody to wake
    CHECK(row_at(strict, 0) == 1);
    CHECK(strict.finished(0) == 1);
    CHECK(row_at(strict, 0) == 2);
    CHECK(strict.finished(0) == 0);
    CHECK(row_at(strict, 0) == 0);
}

TEST_CASE("different keys go side by side, one key stays in order", "[queue][lanes]") {
    lanes four{4};
    four.push(delivery(1, {0}));
    four.push(delivery(2, {1}));
    four.push(delivery(3, {0}));
    CHECK(row_at(four, 0) == 1);
    CHECK(row_at(four, 1) == 2);
    four.finished(1);
    CHECK(row_at(four, 1) == 0);
    CHECK(row_at(four, 0) == 1); // 3 waits behind 1
    four.finished(0);
    CHECK(row_at(four, 0) == 3);
}

TEST_CASE("a message of two patients waits for both and holds both", "[queue][lanes]") {
    lanes four{4};
    four.push(delivery(1, {1}));
    four.push(delivery(2, {3}));
    four.push(delivery(3, {3, 1})); // the merge
    four.push(delivery(4, {1}));
    four.push(delivery(5, {3}));
    four.push(delivery(6, {2}));

    CHECK(row_at(four, 1) == 1);
    CHECK(row_at(four, 3) == 2);
    CHECK(row_at(four, 2) == 6); // a third patient does not wait
    four.finished(1);
    CHECK(row_at(four, 1) == 0);       // the merge heads lane 1 but not lane 3
    CHECK(four.finished(3) == 0b0010); // now it heads both, and lane 1 sends it
    CHECK(row_at(four, 1) == 3);
    CHECK(row_at(four, 3) == 0);
    CHECK(four.finished(1) == 0b1010);
    CHECK(row_at(four, 1) == 4);
    CHECK(row_at(four, 3) == 5);
}

TEST_CASE("no key is one common key, and too many keys are all lanes", "[queue][lanes]") {
    lanes four{4};
    CHECK(four.lanes_of({}) == 0b0001);
    CHECK(four.lanes_of({5, 9}) == 0b0010);
    CHECK(four.lanes_of(std::vector<std::uint64_t>(limits::keys_per_delivery, 2)) == 0b0100);
    CHECK(four.lanes_of(std::vector<std::uint64_t>(limits::keys_per_delivery + 1, 2)) == 0b1111);
    lanes most{static_cast<unsigned>(limits::lanes_per_output)};
    CHECK(most.lanes_of(std::vector<std::uint64_t>(limits::keys_per_delivery + 1, 2)) == ~queue::lane_set{0});
    CHECK(most.lanes_of({63}) == queue::lane_set{1} << 63U);
}

TEST_CASE("memory is bounded by count and by bytes, and one large message still passes", "[queue][lanes]") {
    lanes few{1, {.items = 2, .bytes = 1000}};
    CHECK(few.has_room());
    few.push(delivery(1));
    CHECK(few.has_room());
    few.push(delivery(2));
    CHECK_FALSE(few.has_room());
    few.finished(0);
    CHECK(few.has_room());
    few.finished(0);

    few.push(delivery(3, {}, 5000));
    CHECK_FALSE(few.has_room());
    few.finished(0);
    CHECK(few.has_room());
}

TEST_CASE("whatever the keys, nothing overtakes its own key and nothing is stuck", "[queue][lanes]") {
    std::minstd_rand random{4711};
    for (int round = 0; round < 200; ++round) {
        unsigned count = 1 + static_cast<unsigned>(random() % 8);
        lanes all{count, {.items = 1000, .bytes = 1U << 20U}};
        std::map<std::int64_t, std::vector<std::uint64_t>> keys;
        for (std::int64_t row = 1; row <= 60; ++row) {
            std::set<std::uint64_t> some;
            for (auto n = random() % 4; n > 0; --n) some.insert(random() % 10);
            std::vector<std::uint64_t> mine(some.begin(), some.end());
            keys[row] = mine;
            all.push(delivery(row, mine));
        }
        std::map<std::uint64_t, std::int64_t> last_of_key;
        std::size_t sent = 0;
        for (int turn = 0; turn < 10'000 && all.size() > 0; ++turn) {
            auto lane = static_cast<unsigned>(random() % count);
            auto row = row_at(all, lane);
            if (row == 0) continue;
            for (auto key : keys[row]) {
                CHECK(last_of_key[key] < row);
                last_of_key[key] = row;
            }
            all.finished(lane);
            ++sent;
        }
        CHECK(sent == 60);
    }
}
