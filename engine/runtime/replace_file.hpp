// A small file that is there whole or as it was before, whatever happens meanwhile.
#pragma once

#include "base/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace vagus::runtime {

// Durable when it returns: waits for the disk. For its owner only. The error names the file and the system's reason.
[[nodiscard]] result<void, std::string> replace_file(const std::filesystem::path& file, std::string_view text);

} // namespace vagus::runtime
