#include "engine/intake/digest.hpp"
#include "tests/support/catch.hpp"

using vagus::intake::digest_of;
using vagus::intake::hash_of;

TEST_CASE("a digest is SHA-256 cut to 16 bytes: stores of all versions agree on it", "[intake][digest]") {
    // FIPS 180-2, appendix B.1: SHA-256("abc").
    const std::array<std::uint8_t, 16> abc{0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea,
                                           0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23};
    CHECK(digest_of("abc") == abc);
    CHECK(digest_of("abc") == abc); // the state is fresh each time
    CHECK(digest_of("abd") != abc);
}

TEST_CASE("parts of a hash are told apart", "[intake][digest]") {
    CHECK(hash_of({"ab", "c"}) != hash_of({"a", "bc"}));
    CHECK(hash_of({"ab", ""}) != hash_of({"", "ab"}));
    CHECK(hash_of({"ab"}) == hash_of({"ab"}));
}
