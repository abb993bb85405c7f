// The key of a store: 32 random bytes, under which its files lie on the disk. docs/store.md says how one is made.
#pragma once

#include "base/result.hpp"

#include <array>
#include <string>
#include <string_view>

namespace vagus::store {

class store_key {
  public:
    // 64 hexadecimal digits, or 44 characters of base64. The error is for people, and repeats nothing of the text.
    [[nodiscard]] static result<store_key, std::string> of(std::string_view text);

    static constexpr std::size_t length = 32;
    [[nodiscard]] const std::array<unsigned char, length>& bytes() const { return bytes_; }
    friend auto operator<=>(const store_key&, const store_key&) = default;

  private:
    std::array<unsigned char, length> bytes_{};
};

} // namespace vagus::store
