// Names of segments, as values of steps.
#pragma once

#include "config/types.hpp"

#include <string>
#include <string_view>

namespace vagus::routes {

// Three capitals or digits, the first a capital.
[[nodiscard]] bool is_segment_id(std::string_view text);
[[nodiscard]] config::type<std::string> segment_id();

} // namespace vagus::routes
