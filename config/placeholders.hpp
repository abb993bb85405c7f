// ${env:X}, ${env:X:-default} and ${file:PATH} in settings. The value stays inside its scalar: it never becomes YAML.
// In outputs and calls other holes are left to whoever reads the value: a topic or a URL is a template over the
// message.
#pragma once

#include "config/findings.hpp"
#include "config/node.hpp"

#include <cstddef>
#include <filesystem>

namespace vagus::config {

// What a file named by ${file:...} may hold: a key or a password.
inline constexpr std::size_t placeholder_file_limit = std::size_t{1} << 20U;

// In every value of the root but those of routes, tests, tables and aliases. Relative paths start at `folder`.
void expand_placeholders(node& root, const std::filesystem::path& folder, findings& found);

} // namespace vagus::config
