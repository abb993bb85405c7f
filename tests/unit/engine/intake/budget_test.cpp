#include "engine/intake/budget.hpp"
#include "tests/support/catch.hpp"

using vagus::intake::budget;
using vagus::intake::share;

TEST_CASE("bytes in flight stop at the limit and come back", "[intake][budget]") {
    budget whole{100};
    share one{whole};
    share two{whole};
    CHECK(one.hold(60));
    CHECK(two.hold(40)); // exactly full
    CHECK_FALSE(two.hold(41));
    CHECK(whole.used() == 100); // a refusal takes nothing
    CHECK(one.hold(10));
    CHECK(two.hold(41));
    CHECK(whole.used() == 51);
}

TEST_CASE("a session that ends gives back what it held", "[intake][budget]") {
    budget whole{100};
    {
        share gone{whole};
        CHECK(gone.hold(100));
    }
    CHECK(whole.used() == 0);
}
