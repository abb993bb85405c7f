// One after the other, what a path names: a segment at hand, or a repetition of a field.
#pragma once

#include "parsers/expr/ast.hpp"
#include "parsers/path/scope.hpp"

#include <functional>

namespace vagus::expr {

// For what check() took as a segment or a field. `visit` says whether to go on.
void each_occurrence(const node& what, const path::scope& at, const std::function<bool(const path::scope&)>& visit);

} // namespace vagus::expr
