// Expressions over a document. Total: whatever the message holds, there is an answer.
#pragma once

#include "parsers/expr/ast.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/path/scope.hpp"
#include "parsers/path/value.hpp"

#include <string>

namespace vagus::expr {

// For what check() took as a condition.
[[nodiscard]] bool holds(const node& n, const path::scope& at);
// For what check() took as a value. Views live as long as the tree and the document.
[[nodiscard]] path::value evaluate(const node& n, const path::scope& at);
[[nodiscard]] std::string expand(const text_template& t, const path::scope& at);

} // namespace vagus::expr
