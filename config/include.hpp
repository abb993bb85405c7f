// `include:` patterns to files, relative to the configuration folder.
#pragma once

#include "config/findings.hpp"
#include "config/node.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace vagus::config {

// Names relative to the folder, sorted, each once; of `kept` where there are such, in place of the folder's. A pattern
// that matches nothing is a warning; one that leaves the folder an error.
[[nodiscard]] std::vector<std::string> included_files(const node& patterns, const std::filesystem::path& folder,
                                                      findings& found, const std::vector<source_file>* kept = nullptr);

// A name that is relative and has no `..`.
[[nodiscard]] bool stays_inside(const std::filesystem::path& name);

} // namespace vagus::config
