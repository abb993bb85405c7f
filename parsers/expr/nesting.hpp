// X3 recurses with its text, so a text is measured before a grammar runs over it.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/grammar.hpp"

#include <cstddef>
#include <optional>

namespace vagus::expr::grammar {

// At most `longest` bytes and limits::expression_depth open brackets and parentheses outside quotes.
[[nodiscard]] std::optional<syntax_error> too_long_or_deep(const extent& part, std::size_t longest);

} // namespace vagus::expr::grammar
