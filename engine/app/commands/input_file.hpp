// The messages of a file named on the command line; `-` is stdin.
#pragma once

#include "base/result.hpp"

#include <string>
#include <vector>

namespace vagus::app {

[[nodiscard]] result<std::vector<std::string>, std::string> read_messages(const std::string& file);

} // namespace vagus::app
