// Why a condition does not hold, for people who ask.
#pragma once

#include "parsers/expr/ast.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/scope.hpp"

#include <vector>

namespace vagus::expr {

// The part of a condition that does not hold which makes the whole not hold: of an `and` the first such; else the
// whole.
[[nodiscard]] const node& unmet(const node& condition, const path::scope& at);

// The paths that it reads where it stands, in order and each once: not those that any( ) and the like read at each
// occurrence, and not those of another message.
[[nodiscard]] std::vector<path::path> paths_in(const node& n);

} // namespace vagus::expr
