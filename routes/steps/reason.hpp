// Reasons that people write into steps, for people who read logs and answers.
#pragma once

#include "routes/binding.hpp"

#include <string>

namespace vagus::routes {

// Reasons are logged, and logs hold no patient data: one with a value from the message is a finding, and false.
[[nodiscard]] bool holds_no_value(const written<std::string>& reason, binding& names);

} // namespace vagus::routes
