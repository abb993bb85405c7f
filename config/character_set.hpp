// The name of a character set, as a value of a configuration.
#pragma once

#include "config/types.hpp"
#include "parsers/charset/names.hpp"

namespace vagus::config {

// Never null once it was read.
[[nodiscard]] type<const charset::charset*> character_set();

} // namespace vagus::config
