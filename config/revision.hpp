// The name of a configuration's exact content.
#pragma once

#include "config/findings.hpp"

#include <string>
#include <vector>

namespace vagus::config {

// First 12 hex digits of the SHA-256 over names and texts, in order.
[[nodiscard]] std::string revision_of(const std::vector<source_file>& files);

} // namespace vagus::config
