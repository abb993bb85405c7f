#include "engine/admin/http/unseen_logins.hpp"

#include "tests/support/catch.hpp"

#include <string>

namespace vagus::admin::http {
namespace {

using namespace std::chrono_literals;

std::string address(std::size_t n) {
    return "10." + std::to_string(n / 65'536) + "." + std::to_string(n / 256 % 256) + "." + std::to_string(n % 256);
}

} // namespace

TEST_CASE("of logins that nobody looked at the first of an address a minute is written down, with how many others") {
    unseen_logins all;
    auto now = unseen_logins::moment{} + 1h;
    const auto first = all.refused("10.1.1.1", now);
    REQUIRE(first);
    CHECK(first->here == 0);
    for (int i = 0; i < 200; ++i) CHECK_FALSE(all.refused("10.1.1.1", now + i * 250ms));
    CHECK(all.refused("10.1.1.2", now)); // another's is not hidden by it
    CHECK_FALSE(all.refused("10.1.1.1", now + unseen_every - 1us));
    const auto next = all.refused("10.1.1.1", now + unseen_every);
    REQUIRE(next);
    CHECK(next->here == 201);
    CHECK(next->elsewhere == 0);
    CHECK(all.remembered() == 2);
}

TEST_CASE("one machine has all the addresses of its network, and counts once") {
    unseen_logins all;
    const auto now = unseen_logins::moment{} + 1h;
    CHECK(all.refused("2001:db8:1:2::1", now));
    CHECK_FALSE(all.refused("2001:db8:1:2::2", now));
}

TEST_CASE("so many addresses are remembered, and what was counted of those forgotten is said") {
    unseen_logins all{2};
    auto now = unseen_logins::moment{} + 1h;
    CHECK(all.refused(address(1), now));
    for (int i = 0; i < 5; ++i) CHECK_FALSE(all.refused(address(1), now));
    CHECK(all.refused(address(2), now + 1s));
    CHECK(all.remembered() == 2);
    const auto third = all.refused(address(3), now + 2s); // the first was written down longest ago
    REQUIRE(third);
    CHECK(third->here == 0);
    CHECK(third->elsewhere == 5);
    CHECK(all.remembered() == 2);
    CHECK_FALSE(all.refused(address(2), now + 3s));
}

TEST_CASE("many addresses write no more than so many entries a minute, and none of them is lost") {
    unseen_logins all;
    auto now = unseen_logins::moment{} + 1h;
    std::uint64_t entries = 0;
    for (std::size_t i = 0; i < 2 * unseen_addresses; ++i) entries += all.refused(address(i), now) ? 1 : 0;
    CHECK(entries == unseen_entries);
    CHECK(all.remembered() == unseen_addresses);
    now += unseen_every;
    auto said = std::uint64_t{0};
    for (std::size_t i = 0; i < unseen_entries; ++i) {
        const auto made = all.refused(address(2 * unseen_addresses - 1 - i), now);
        REQUIRE(made);
        said += made->here + made->elsewhere;
    }
    CHECK(said == unseen_addresses + unseen_entries);
}

} // namespace vagus::admin::http
