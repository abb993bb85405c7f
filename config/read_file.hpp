// A whole regular file, bounded.
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace vagus::config {

// The error says why, in words: "no such file", "is larger than 16777216 bytes". Never waits on a pipe or a device.
[[nodiscard]] result<std::string, std::string> read_file(const std::filesystem::path& path, std::size_t most);

} // namespace vagus::config
