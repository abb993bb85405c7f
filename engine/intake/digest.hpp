// Hashes that go to disk: of a message's bytes (duplicates), of its identity, of ordering keys. SHA-256, cut short:
// stable over versions and machines, and nobody can make two messages meet on purpose.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

namespace vagus::intake {

[[nodiscard]] std::array<std::uint8_t, 16> digest_of(std::string_view bytes);
// The parts are told apart: ("ab", "c") and ("a", "bc") differ.
[[nodiscard]] std::uint64_t hash_of(std::span<const std::string_view> parts);
[[nodiscard]] inline std::uint64_t hash_of(std::initializer_list<std::string_view> parts) {
    return hash_of(std::span{parts.begin(), parts.size()});
}

} // namespace vagus::intake
