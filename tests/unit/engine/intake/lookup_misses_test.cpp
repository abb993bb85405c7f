// Codes that tables had no row for: counted by table, listed within bounds.
#include "base/meter.hpp"
#include "engine/intake/lookup_misses.hpp"
#include "tests/support/catch.hpp"

using namespace vagus;
using intake::lookup_misses;

namespace {

constexpr message_id first{1, 0, 1, 1};
constexpr message_id second{1, 0, 1, 2};

} // namespace

TEST_CASE("a code is listed with how often it came and where last", "[intake][misses]") {
    lookup_misses seen;
    seen.know("sex");
    CHECK(seen.look().at("sex").all == 0);
    seen.add({{"sex", "X"}, {"sex", "Y"}}, first, 100);
    seen.add({{"sex", "X"}}, second, 200);
    const auto sex = seen.look().at("sex");
    CHECK(sex.all == 3);
    REQUIRE(sex.codes.size() == 2);
    CHECK(sex.codes.at("X").n == 2);
    CHECK(sex.codes.at("X").last == 200);
    CHECK(sex.codes.at("X").message == second);
    CHECK(sex.codes.at("Y").message == first);
}

TEST_CASE("a full table of codes forgets the one seen longest ago, and no count", "[intake][misses]") {
    lookup_misses seen;
    for (std::size_t i = 0; i < lookup_misses::most_codes; ++i)
        seen.add({{"t", std::to_string(i)}}, first, static_cast<wall_us>(100 + i));
    CHECK(seen.look().at("t").codes.size() == lookup_misses::most_codes);
    seen.add({{"t", "0"}}, first, 1000); // seen again: it stays
    seen.add({{"t", "one more"}}, first, 1001);
    const auto all = seen.look().at("t");
    CHECK(all.codes.size() == lookup_misses::most_codes);
    CHECK(all.codes.contains("0"));
    CHECK(all.codes.contains("one more"));
    CHECK_FALSE(all.codes.contains("1"));
    CHECK(all.all == lookup_misses::most_codes + 2);
}

TEST_CASE("tables and codes have their limits", "[intake][misses]") {
    lookup_misses seen;
    for (std::size_t i = 0; i < lookup_misses::most_tables; ++i) seen.know(std::to_string(i));
    seen.add({{"one more", "A"}, {"another", "B"}, {"7", "C"}}, first, 1);
    const auto all = seen.look();
    CHECK(all.size() == lookup_misses::most_tables + 1);
    CHECK(all.at(std::string{meter::other}).all == 2);
    CHECK(all.at("7").all == 1);
    seen.add({{"7", std::string(lookup_misses::most_bytes + 1, 'x')}}, first, 1);
    CHECK(seen.look().at("7").codes.contains(std::string(lookup_misses::most_bytes, 'x')));
}
