// Whether what follows the grammar makes sense: conditions where conditions belong, values where values belong,
// relative paths inside [ ] only, known functions, regular expressions that compile.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/ast.hpp"

#include <cstdint>
#include <optional>

namespace vagus::expr {

enum class kind : std::uint8_t { value, condition };
// What stands around an expression and gives a relative path its meaning.
enum class surroundings : std::uint8_t { nothing, segment, repetition };

[[nodiscard]] std::optional<syntax_error> check(const node& n, kind wanted, surroundings around);
// The path itself, as the place of something: anything but a relative path out of place.
[[nodiscard]] std::optional<syntax_error> check(const path::path& p, surroundings around);

} // namespace vagus::expr
