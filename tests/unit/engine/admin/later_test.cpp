// What a receiver has already of the keys that are sent again.
#include "engine/admin/later.hpp"
#include "engine/admin/place.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using namespace vagus::admin;

TEST_CASE("later messages that share a key count once, earlier ones and other keys never", "[admin]") {
    later_count later;
    later.to_send({2, 5}, {1, 2});
    later.to_send({2, 9}, {3});
    CHECK(later.first() == store::delivery_ref{2, 5});
    later.delivered({{2, 6}, {1}});    // later
    later.delivered({{2, 7}, {1, 2}}); // later, by both keys
    later.delivered({{3, 1}, {4, 2}}); // later, in another segment
    CHECK(later.count() == 3);
    later.delivered({{2, 4}, {1}});  // earlier
    later.delivered({{1, 99}, {1}}); // earlier, in a segment before
    later.delivered({{2, 8}, {3}});  // earlier than the one of its key
    later.delivered({{2, 10}, {9}}); // another key
    later.delivered({{2, 10}, {}});  // no key
    CHECK(later.count() == 3);
}

TEST_CASE("what is to be sent itself is no later message", "[admin]") {
    later_count later;
    later.to_send({1, 1}, {7});
    later.to_send({1, 2}, {7});
    later.delivered({{1, 2}, {7}});
    CHECK(later.count() == 0);
    later.delivered({{1, 3}, {7}});
    CHECK(later.count() == 1);
}

TEST_CASE("messages without keys have one key in common", "[admin]") {
    later_count later;
    later.to_send({1, 4}, {});
    later.delivered({{1, 5}, {}});
    later.delivered({{1, 3}, {}});
    later.delivered({{1, 6}, {8}});
    CHECK(later.count() == 1);
}

TEST_CASE("a place is written as segment and row", "[admin]") {
    CHECK(to_text(store::delivery_ref{3, 17}) == "3-17");
    CHECK(parse_place("3-17") == store::delivery_ref{3, 17});
    for (const char* wrong : {"", "3", "3-", "-17", "3-17x", "x-1", "99999999999-1"}) CHECK_FALSE(parse_place(wrong));
}
