// Expressions over a document. Total: whatever the message holds, there is an answer. A function that cannot do its
// work gives '' and leaves its reason in the scope's budget, unless an `else` stands behind it.
#pragma once

#include "parsers/expr/ast.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/path/scope.hpp"
#include "parsers/path/value.hpp"

#include <string>
#include <vector>

namespace vagus::expr {

// For what check() took as a condition.
[[nodiscard]] bool holds(const node& n, const path::scope& at);
// For what check() took as a value; a condition gives true or false. Views live as long as the tree and the document.
[[nodiscard]] path::value evaluate(const node& n, const path::scope& at);
// For what check() took as a list: its texts; one for what gives a single value.
[[nodiscard]] std::vector<std::string> evaluate_list(const node& n, const path::scope& at);
[[nodiscard]] std::string expand(const text_template& t, const path::scope& at);

} // namespace vagus::expr
