// A YAML file as `vagus fmt` writes it: two spaces a level, one after a dash, none at the end of a line, at most one
// empty line between others, one line end at the end. Comments, order, quotes and every letter stay. Pure.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

namespace vagus::config {

// What was read before and what is read afterwards are the same, or the error says why the file is left alone.
[[nodiscard]] result<std::string, std::string> format(std::string_view text);

} // namespace vagus::config
