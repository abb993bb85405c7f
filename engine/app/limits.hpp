// The bounds of a running engine that are not settings, each with its reason.
#pragma once

#include <cstddef>

namespace vagus::app {

// Inputs and outputs that were replaced or closed since the start. They stay in memory, since work of other threads may
// still name them; with so many a start is due.
inline constexpr std::size_t most_replaced = 200;

} // namespace vagus::app
