#include "engine/deliver/web/gzip.hpp"
#include "tests/support/catch.hpp"

using namespace vagus::deliver;

TEST_CASE("what is packed unpacks to the same bytes", "[deliver][gzip]") {
    std::string long_text;
    for (int i = 0; i < 50'000; ++i) long_text += std::to_string(i * 7919);
    for (const auto& text : {std::string{}, std::string{"a"}, std::string(300'000, 'x'), long_text}) {
        const auto back = gunzipped(gzipped(text), 1'000'000);
        REQUIRE(back);
        CHECK(*back == text);
    }
}

TEST_CASE("a small answer that unpacks to a large one is stopped at the limit", "[deliver][gzip]") {
    const auto packed = gzipped(std::string(10'000'000, 'x'));
    CHECK(packed.size() < 20'000);
    CHECK_FALSE(gunzipped(packed, 1'000'000));
    CHECK(gunzipped(packed, 10'000'000));
    CHECK_FALSE(gunzipped(packed, 9'999'999));
}

TEST_CASE("broken gzip is an error", "[deliver][gzip]") {
    const auto packed = gzipped("some text that is long enough to be packed");
    CHECK_FALSE(gunzipped("", 100));
    CHECK_FALSE(gunzipped("no gzip at all", 100));
    for (std::size_t cut = 1; cut < packed.size(); ++cut) CHECK_FALSE(gunzipped(packed.substr(0, cut), 100));
    auto changed = packed;
    changed[packed.size() - 6] = static_cast<char>(changed[packed.size() - 6] ^ 1); // its checksum
    CHECK_FALSE(gunzipped(changed, 100));
}
