// Names of segments, as values of steps.
#pragma once

#include "config/types.hpp"
#include "routes/binding.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::routes {

// Three capitals or digits, the first a capital.
[[nodiscard]] bool is_segment_id(std::string_view text);
[[nodiscard]] config::type<std::string> segment_id();
// The names alone; a warning for each that neither HL7 nor the site has.
[[nodiscard]] std::vector<std::string> known_ids(const std::vector<written<std::string>>& all, binding& names);

} // namespace vagus::routes
