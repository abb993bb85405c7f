// What is said where an expression gives something else than is wanted there, and what to write instead.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/ast.hpp"

#include <optional>

namespace vagus::expr {

// Nothing where it serves: what can be written as text serves as text.
[[nodiscard]] std::optional<syntax_error> wrong_kind(const node& n, kind wanted);
// For < <= > >= and + - * / whose sides do not go together.
[[nodiscard]] syntax_error wrong_sides(const order& n);
[[nodiscard]] syntax_error wrong_sides(const arithmetic& n);

} // namespace vagus::expr
