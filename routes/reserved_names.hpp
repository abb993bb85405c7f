// Names that mean something in expressions already: an alias of such a name would be read two ways.
#pragma once

#include <string_view>

namespace vagus::routes {

// Functions, and the words between values.
[[nodiscard]] bool is_reserved(std::string_view name);

} // namespace vagus::routes
