// A transaction that is rolled back leaves what inputs remember as it was.
#include "engine/store/remembered.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace vagus::store;

namespace {

constexpr std::uint32_t input = 1;
constexpr std::uint32_t sealed = 1;
constexpr std::uint32_t live = 2;
const seen_ring::time_point now{};

message_id id_of(std::uint32_t row, std::uint32_t segment = live) {
    return {7, 0, segment, row};
}

message_digest digest_of(std::uint8_t bytes) {
    return {bytes};
}

seen_message seen(std::uint32_t row, std::uint8_t bytes, std::uint64_t key = 0, std::uint32_t segment = live) {
    return {digest_of(bytes), key, id_of(row, segment), now, "AA"};
}

struct memories {
    explicit memories(std::size_t most)
        : all{[most](std::uint32_t) { return memory{most, std::chrono::hours{1}}; }} {}

    std::optional<message_id> by_bytes(std::uint8_t bytes) {
        const auto found = all.of(input).same_bytes(digest_of(bytes), now);
        return found ? std::optional{found->id} : std::nullopt;
    }
    std::optional<message_id> by_key(std::uint64_t key) {
        const auto found = all.of(input).same_key(key, now);
        return found ? std::optional{found->id} : std::nullopt;
    }

    remembered all;
};

} // namespace

TEST_CASE("a message that was not stored after all brings back the oldest, which it had overwritten", "[store]") {
    memories in{2};
    in.all.add(input, seen(1, 'a', 11));
    in.all.add(input, seen(2, 'b', 12));
    in.all.committed();
    for (int i = 0; i < 2; ++i) {
        for (std::uint32_t row = 3; row < 8; ++row) // more than the ring has places
            in.all.add(input, seen(row, static_cast<std::uint8_t>('a' + row), row));
        in.all.roll_back({live});
        CHECK(in.by_bytes('a') == id_of(1));
        CHECK(in.by_key(11) == id_of(1));
        CHECK(in.by_bytes('b') == id_of(2));
        CHECK_FALSE(in.by_bytes('a' + 3));
        CHECK_FALSE(in.by_key(3));
        CHECK(in.all.size() == 2);
    }
    in.all.add(input, seen(3, 'c'));
    CHECK_FALSE(in.by_bytes('a')); // the oldest as before
    CHECK(in.by_bytes('b') == id_of(2));
}

TEST_CASE("a message that was not stored after all brings back older ones of the same bytes or key", "[store]") {
    memories in{4};
    in.all.add(input, seen(1, 'a', 11));
    in.all.add(input, seen(2, 'b', 12));
    in.all.committed();
    in.all.add(input, seen(3, 'a', 12));
    in.all.add(input, seen(4, 'c', 12));
    CHECK(in.by_bytes('a') == id_of(3));
    CHECK(in.by_key(12) == id_of(4));
    in.all.roll_back({live});
    CHECK(in.by_bytes('a') == id_of(1));
    CHECK(in.by_key(11) == id_of(1));
    CHECK(in.by_key(12) == id_of(2));
    CHECK_FALSE(in.by_bytes('c'));
}

TEST_CASE("what was forgotten is remembered again when that was not stored", "[store]") {
    memories in{2};
    in.all.add(input, seen(1, 'a', 11));
    in.all.add(input, seen(2, 'b', 12));
    in.all.committed();
    in.all.forget(input, digest_of('a'), id_of(1));
    in.all.add(input, seen(3, 'c')); // in the place of the one that was forgotten
    in.all.roll_back({live});
    CHECK(in.by_bytes('a') == id_of(1));
    CHECK(in.by_key(11) == id_of(1));
    CHECK(in.by_bytes('b') == id_of(2));
}

TEST_CASE("what was forgotten in a segment that was durable stays so, and what was added too", "[store]") {
    memories in{4};
    in.all.add(input, seen(1, 'a', 0, sealed));
    in.all.add(input, seen(2, 'b', 0, sealed));
    in.all.committed();
    SECTION("the live segment is lost") {
        in.all.forget(input, digest_of('a'), id_of(1, sealed));
        in.all.add(input, seen(3, 'c'));
        in.all.roll_back({live});
        CHECK_FALSE(in.by_bytes('a'));
        CHECK_FALSE(in.by_bytes('c'));
    }
    SECTION("a sealed one is") {
        in.all.forget(input, digest_of('a'), id_of(1, sealed));
        in.all.forget(input, digest_of('b'), id_of(2, sealed));
        in.all.add(input, seen(3, 'a'));
        in.all.add(input, seen(4, 'c'));
        in.all.roll_back({sealed});
        CHECK(in.by_bytes('a') == id_of(3)); // newer
        CHECK(in.by_bytes('b') == id_of(2, sealed));
        CHECK(in.by_bytes('c') == id_of(4));
    }
    SECTION("a sealed one is, of which the place was needed") {
        memories small{1};
        small.all.add(input, seen(1, 'a', 0, sealed));
        small.all.committed();
        small.all.forget(input, digest_of('a'), id_of(1, sealed));
        small.all.add(input, seen(2, 'b'));
        small.all.roll_back({sealed});
        CHECK_FALSE(small.by_bytes('a'));
        CHECK(small.by_bytes('b') == id_of(2));
        CHECK(small.all.size() == 1);
    }
}

TEST_CASE("a message that is forgotten takes no newer one of the same bytes with it", "[store]") {
    memories in{4};
    in.all.add(input, seen(1, 'a'));
    in.all.add(input, seen(2, 'a'));
    in.all.forget(input, digest_of('a'), id_of(1));
    CHECK(in.by_bytes('a') == id_of(2));
}
