// Files to one tree: a folder's vagus.yaml with its `include:` globs, or a single file. Maps of the same top-level key in several
// files are joined (inputs of two files are inputs of one configuration); the same name twice is a finding naming both places.
// `${env:X}`, `${env:X:-default}` and `${file:PATH}` are expanded after YAML parsing, inside one value, in settings only
// (everything outside `routes`, `tests`, `tables` and `aliases`); a missing variable or file is a finding.
#pragma once

#include "config/findings.hpp"
#include "config/node.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace vagus::config {

struct tree {
    node root; // a map
    std::vector<source_file> files;
    findings found;         // YAML that does not parse, duplicate keys, tabs, anchors, tags
    std::string revision;   // first 12 hex digits of the SHA-256 over file names and texts
};

// Never throws for what is in the files. Bounded: 16 MiB a file, 1,000 files, nesting 100.
[[nodiscard]] tree load(const std::filesystem::path& folder_or_file);
// For tests: one file called `name`.
[[nodiscard]] tree load_text(std::string text, std::string name = "vagus.yaml");

} // namespace vagus::config
