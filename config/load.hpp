// Files to one tree: a folder's vagus.yaml with its `include:` globs, or a single file. Maps of the same top-level key
// in several files are joined (inputs of two files are inputs of one configuration), and lists (tests); the same name
// twice is a finding naming both places. `include` itself is used up here: it is not in the root; nor is `packages`,
// the folders of files that several sites share, in layers: what the site's own files name takes the place of what a
// package names, and what a later package names that of an earlier one.
// `${env:X}`, `${env:X:-default}` and `${file:PATH}` are expanded after YAML parsing, inside one value, in settings
// only (everything outside `routes`, `tests`, `tables`, `aliases` and `bodies`); a missing variable or file is a
// finding.
#pragma once

#include "config/findings.hpp"
#include "config/node.hpp"
#include "parsers/charset/names.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::config {

inline constexpr std::size_t file_limit = std::size_t{16} << 20U; // bytes of one file
inline constexpr std::size_t files_limit = 1000;                  // files of one configuration
inline constexpr std::size_t tree_limit = std::size_t{80} << 20U; // bytes of all of them: a store keeps many such

struct tree {
    node root; // a map
    std::vector<source_file> files;
    findings found;       // YAML that does not parse, duplicate keys, tabs, anchors, tags
    std::string revision; // first 12 hex digits of the SHA-256 over file names and texts
    // False: a file could not be read to its end. What is in the root is then not all there is: show `found`, judge
    // nothing else.
    bool complete = true;
    std::map<std::uint32_t, std::string>
        packages; // folders, by index of the file; those of the site's own are not here
    // Where the names of further files begin that this file says, below the configuration's folder; empty: there.
    [[nodiscard]] std::string_view package_of(std::uint32_t file) const;
    std::vector<node::entry> displaced; // what a layer above has of its own
    // Texts that take the place of files on the disk; null: the disk has them.
    std::shared_ptr<const std::vector<source_file>> kept;
};

// Never throws for what is in the files. Bounded: file_limit a file, files_limit files, tree_limit in all,
// nesting_limit levels.
[[nodiscard]] tree load(const std::filesystem::path& folder_or_file);
// A configuration as it was once: its files, the main one first. What ${file:PATH} names is still read from the disk,
// below `folder`.
[[nodiscard]] tree load_kept(std::vector<source_file> files, const std::filesystem::path& folder);
// One more file of the tree: its map, or, where `also_a_list`, its list. Nothing after a finding; a file that cannot be
// read is one where its name stands.
[[nodiscard]] std::optional<node> read_map(tree& whole, const node& name, const std::filesystem::path& file,
                                           bool also_a_list = false);
// One more file that is no YAML, such as a table: its index in `files`. Its text is UTF-8 without control characters
// and without a byte order mark, made of bytes in the set `of`. Nothing after a finding.
[[nodiscard]] std::optional<std::size_t> read_text(tree& whole, const node& name, const std::filesystem::path& file,
                                                   std::size_t most, const charset::charset& of);
// For tests: one file called `name`; it includes nothing, and files of placeholders start at the working directory.
[[nodiscard]] tree load_text(std::string text, std::string name = "vagus.yaml");

} // namespace vagus::config
