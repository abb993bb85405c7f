// What people find a message by, as a keyed hash: HMAC-SHA-256 cut to 8 bytes, under a key of this store alone. Whoever
// has the files without the key cannot try all numbers that patients may have.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>

namespace vagus::store {

class search_key {
  public:
    // Reads `index.key` in the store's folder, or makes it, for this user only, durable before it is used. Throws
    // refusal where it is there and none.
    [[nodiscard]] static search_key of(const std::filesystem::path& folder);

    // Blanks around the value and the case of letters A to Z do not matter.
    [[nodiscard]] std::int64_t hash(std::string_view value) const;

  private:
    std::array<unsigned char, 32> bytes_{};
};

inline constexpr auto search_key_name = "index.key";

} // namespace vagus::store
