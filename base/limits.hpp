// Every bound that is not a setting has its name and its reason here. Settings carry their bounds in their field specs.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vagus::limits {

inline constexpr std::size_t KiB = 1024;
inline constexpr std::size_t MiB = 1024 * KiB;
inline constexpr std::size_t GiB = 1024 * MiB;

// X3 recurses: text is measured before a grammar runs over it.
inline constexpr std::size_t path_length = 512;
inline constexpr std::size_t expression_length = 8 * KiB;
inline constexpr std::size_t expression_depth = 64;

// Offsets inside a message are 32 bits wide.
inline constexpr std::size_t message_bytes = 1 * GiB;
inline constexpr std::size_t message_segments = 1'000'000;
inline constexpr std::size_t message_fields = 16'000'000; // their index takes 4 bytes each

// More ordering keys than this on one delivery: it waits for every lane.
inline constexpr std::size_t keys_per_delivery = 16;
inline constexpr std::size_t lanes_per_output = 64;

inline constexpr std::size_t findings_shown = 50;

} // namespace vagus::limits
