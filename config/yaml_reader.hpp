// One file's text to nodes. yaml-cpp ends behind this header.
#pragma once

#include "config/findings.hpp"
#include "config/node.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vagus::config {

// People nest a handful of levels; a parser that recurses must not be led to the end of its stack.
inline constexpr std::size_t nesting_limit = 100;

struct yaml_text {
    node root;            // shape::nothing for an empty file
    bool complete = true; // false: reading stopped at a finding, and root is not to be judged
};
[[nodiscard]] yaml_text read_yaml(std::string_view text, std::uint32_t file, findings& found);

} // namespace vagus::config
