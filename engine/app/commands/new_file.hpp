// Files that commands make for people.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace vagus::app {

// With the folders it needs. Never over a file that is there. Empty, or why not, in words.
[[nodiscard]] std::string write_new_file(const std::filesystem::path& file, std::string_view text);

// Another text in place of a file's, with its permissions: whoever reads it sees the old one or the new one, whole.
// Empty, or why not.
[[nodiscard]] std::string replace_file(const std::filesystem::path& file, std::string_view text);

} // namespace vagus::app
