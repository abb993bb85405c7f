#include "base/meter.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <thread>
#include <vector>

using namespace vagus::meter;

namespace {

const auto any = [](std::string_view) { return true; };

} // namespace

TEST_CASE("a span belongs to the bucket whose end it does not pass", "[base][meter]") {
    spans taken;
    for (const std::int64_t us : {0L, 100L, 101L, -5L}) taken.add(us);
    taken.add(spans::ends_us.back());
    taken.add(spans::ends_us.back() + 1);
    const auto seen = taken.look();
    CHECK(seen.in[0] == 3); // a clock that went back is no time at all
    CHECK(seen.in[1] == 1);
    CHECK(seen.in[spans::ends_us.size() - 1] == 1);
    CHECK(seen.in[spans::ends_us.size()] == 1);
    CHECK(seen.all() == 6);
    CHECK(seen.sum_us == 201 + 2 * static_cast<std::uint64_t>(spans::ends_us.back()) + 1);
}

TEST_CASE("a quantile lies between the ends of its bucket, in proportion", "[base][meter]") {
    spans taken;
    CHECK(quantile_us(taken.look(), 0.95) == 0);
    for (int i = 0; i < 90; ++i) taken.add(50);     // up to 100 us
    for (int i = 0; i < 10; ++i) taken.add(20'000); // 10 to 25 ms
    CHECK(quantile_us(taken.look(), 0.5) == 55);
    CHECK(quantile_us(taken.look(), 0.95) == 17'500);
    CHECK(quantile_us(since(taken.look(), taken.look()), 0.95) == 0);
    spans slow;
    slow.add(spans::ends_us.back() * 2);
    CHECK(quantile_us(slow.look(), 0.95) == spans::ends_us.back());
}

TEST_CASE("names past the most are counted as other", "[base][meter]") {
    by_name all{2};
    for (const auto* name : {"a", "b", "c", "d", "a"}) all.add(name);
    CHECK(all.look() == std::map<std::string, std::uint64_t, std::less<>>{{"a", 2}, {"b", 1}, {"other", 2}});
}

TEST_CASE("a name that may not be kept, or finds no room, is other", "[base][meter]") {
    by_few_names all;
    all.add("ZEBRA", [](std::string_view) { return false; });
    for (std::size_t i = 0; i < by_few_names::most + 3; ++i) all.add("T" + std::to_string(i), any);
    all.add("T0", [](std::string_view) { return false; }); // it is kept already
    const auto seen = all.look();
    CHECK(seen.size() == by_few_names::most + 1);
    CHECK(seen.at("T0") == 2);
    CHECK(seen.at("other") == 4);
    CHECK_FALSE(seen.contains("ZEBRA"));
    CHECK(all.all() == by_few_names::most + 5);
}

TEST_CASE("threads that meet at a new name lose no count", "[base][meter]") {
    by_few_names all;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&all] {
            for (int n = 0; n < 5000; ++n) all.add("T" + std::to_string(n % 70), any);
        });
    threads.clear();
    CHECK(all.all() == 20'000);
    CHECK(all.look().size() == by_few_names::most + 1);
}

TEST_CASE("spans of few numbers are apart, and those of further ones and of none together", "[base][meter]") {
    spans_by_number taken;
    for (std::uint32_t number = 1; number <= spans_by_number::most + 1; ++number) taken.add(number, 50);
    taken.add(0, 50);
    taken.add(7, 50);
    const auto seen = taken.look();
    CHECK(seen.size() == spans_by_number::most + 1);
    CHECK(seen.at(7).all() == 2);
    CHECK(seen.at(spans_by_number::most).all() == 1);
    CHECK(seen.at(0).all() == 2); // one more number, and none
}

TEST_CASE("spans of a new number are all counted when two threads bring it at once", "[base][meter]") {
    spans_by_number taken;
    {
        std::vector<std::jthread> both;
        for (int i = 0; i < 2; ++i)
            both.emplace_back([&] {
                for (std::uint32_t n = 0; n < 10'000; ++n) taken.add(n % 8 + 1, 50);
            });
    }
    std::uint64_t all = 0;
    for (const auto& [number, each] : taken.look()) all += each.all();
    CHECK(all == 20'000);
    CHECK(taken.look().size() == 9);
}
