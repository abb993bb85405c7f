// Two texts line by line, as `diff -u` shows them. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vagus::app {

inline constexpr std::size_t context_lines = 3; // around what differs
// Lines that differ are paired where that costs no more than so many comparisons; past it all of the old ones stand
// before all of the new ones.
inline constexpr std::size_t most_comparisons = std::size_t{16} << 20U;

// Empty for texts that are the same. `name` stands in the heading.
[[nodiscard]] std::string line_diff(std::string_view name, std::string_view before, std::string_view after);

} // namespace vagus::app
