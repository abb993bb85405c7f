// Bounds of bodies: of what a configuration may hold, and of what is made of one message.
#pragma once

#include <cstddef>

namespace vagus::routes::bodies::limits {

// Keys inside keys, `$use` counted: no resource needs a third of it.
inline constexpr std::size_t depth = 64;
// Places in one body's tree, parts counted wherever they are used.
inline constexpr std::size_t places = 20'000;

// Servers take a few hundred to some thousand; a result with more entries than this is a loop in a loop.
inline constexpr std::size_t entries_per_bundle = 10'000;
// What is made in memory of one message. A scanned document of 45 MiB fits as base64.
inline constexpr std::size_t output_bytes = std::size_t{64} << 20U;

} // namespace vagus::routes::bodies::limits
