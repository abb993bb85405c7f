// How far a group may be said to have come, and what is under way behind it.
#include "engine/listen/kafka/followed.hpp"
#include "engine/listen/kafka/offsets.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace vagus::listen::kafka;
using store::delivery_state;

namespace {

store::settlement waits(std::int64_t row) {
    return {{1, row}, 7, delivery_state::pending, {}};
}

} // namespace

TEST_CASE("an offset is passed only when all before it have come to their end", "[listen][kafka]") {
    offsets open;
    CHECK_FALSE(open.advanced());
    for (const auto offset : {5, 6, 9}) open.begin(offset);
    open.end(6);
    CHECK_FALSE(open.advanced());
    CHECK(open.lowest() == 5);
    CHECK(open.width() == 3);
    open.end(5);
    CHECK(open.advanced() == 7);
    CHECK_FALSE(open.advanced());
    open.end(9);
    CHECK(open.advanced() == 10);
    CHECK_FALSE(open.lowest());
}

TEST_CASE("a message is followed until its last delivery has ended", "[listen][kafka]") {
    followed all;
    const origin first{{"adt", 0}, 3};
    const origin second{{"adt", 1}, 8};
    CHECK(all.add(first, {1, 0, 1, 10}, {waits(1), waits(2)}));
    CHECK(all.add(second, {1, 0, 1, 11}, {waits(3)}));
    CHECK_FALSE(all.add({{"adt", 0}, 4}, {1, 0, 1, 12}, {{{1, 4}, 7, delivery_state::delivered, {}}}));
    CHECK(all.lowest() == message_id{1, 0, 1, 10});
    CHECK(all.told({1, 1}).empty());
    CHECK(all.told({1, 2}) == std::vector{first});
    CHECK(all.told({1, 2}).empty());
    CHECK(all.lowest() == message_id{1, 0, 1, 11});
    CHECK(all.told({1, 3}) == std::vector{second});
    CHECK(all.size() == 0);
}

TEST_CASE("a record that repeats another ends with the deliveries of the first", "[listen][kafka]") {
    followed all;
    CHECK(all.add({{"adt", 0}, 1}, {1, 0, 1, 10}, {waits(1)}));
    CHECK(all.add({{"adt", 0}, 2}, {1, 0, 1, 10}, {waits(1)}));
    CHECK(all.told({1, 1}).size() == 2);
    CHECK_FALSE(all.lowest());
}

TEST_CASE("what is dropped is not heard of again", "[listen][kafka]") {
    followed all;
    const origin one{{"adt", 0}, 1};
    CHECK(all.add(one, {1, 0, 1, 10}, {waits(1), waits(2)}));
    all.drop(one);
    CHECK(all.told({1, 1}).empty());
    CHECK(all.size() == 0);
}

TEST_CASE("a place in a partition is written and read", "[listen][kafka]") {
    for (const auto& at : {place{17, message_id{1, 0, 2, 3}}, place{-1, {}}}) CHECK(read_place(to_text(at)) == at);
    for (const auto* text : {"", "1", "x -", "1 ", "1 short"}) CHECK_FALSE(read_place(text));
    CHECK(source_of({"hospital.adt", 3}) == "kafka hospital.adt/3");
}
