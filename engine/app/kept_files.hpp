// The files of a configuration as a revision keeps them: JSON, names and texts, the main file first. What stands behind
// a ${...} is not in them, and no more is a secret that was written out.
#pragma once

#include "config/load.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {

// Stands in place of a secret.
inline constexpr std::string_view no_secret_here = "(secret, not kept)";

[[nodiscard]] std::string files_to_keep(const config::tree& whole);
// Nothing: it is not what files_to_keep makes.
[[nodiscard]] std::optional<std::vector<config::source_file>> kept_files(const std::string& json);

} // namespace vagus::app
