// Whether what follows the grammar makes sense: conditions where conditions belong, values where values belong,
// relative paths where they mean something, known functions with their arguments, regular expressions that compile.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/ast.hpp"
#include "parsers/expr/expression.hpp"

#include <optional>

namespace vagus::expr {

// What can be written as text serves where a text is wanted: numbers and dates too.
[[nodiscard]] std::optional<syntax_error> check(const node& n, kind wanted, surroundings around);
// The path itself, as the place of something: anything but a relative path out of place.
[[nodiscard]] std::optional<syntax_error> check(const path::path& p, surroundings around);
[[nodiscard]] bool gives_condition(const node& n);

} // namespace vagus::expr
