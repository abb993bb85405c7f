// What to write instead: guessed from what stands where a grammar stopped.
#pragma once

#include "base/result.hpp"

#include <string_view>

namespace vagus::expr {

[[nodiscard]] syntax_error with_hint(syntax_error error, std::string_view text);

} // namespace vagus::expr
