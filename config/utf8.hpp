// Text that a person can have written: UTF-8 without control characters.
#pragma once

#include "config/findings.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace vagus::config {

// The first byte that is neither, as a finding. yaml-cpp would take some of them for the end of the file or for UTF-16.
[[nodiscard]] std::optional<finding> not_utf8(std::string_view text, std::uint32_t file);

} // namespace vagus::config
