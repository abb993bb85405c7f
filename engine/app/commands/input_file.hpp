// The messages of a file named on the command line; `-` is stdin.
#pragma once

#include "base/result.hpp"
#include "parsers/texts/messages_in.hpp"

#include <string>

namespace vagus::app {

[[nodiscard]] result<texts::contents, std::string> read_messages(const std::string& file);

} // namespace vagus::app
