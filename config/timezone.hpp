// The name of a time zone, as a value of a configuration.
#pragma once

#include "config/types.hpp"

#include <string>

namespace vagus::config {

// zones::zone::named() knows it once it was read.
[[nodiscard]] type<std::string> timezone();

} // namespace vagus::config
