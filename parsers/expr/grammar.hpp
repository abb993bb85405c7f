// The grammars of expressions and paths, without Spirit in sight. They know form only: check.hpp knows sense.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/ast.hpp"

#include <cstddef>
#include <string_view>

namespace vagus::expr::grammar {

// The part [from, to) of a text; offsets count from the start of the whole, so that a hole in a template is found
// again.
struct extent {
    std::string_view whole;
    std::size_t from = 0;
    std::size_t to = 0;
    [[nodiscard]] std::string_view text() const { return whole.substr(from, to - from); }
};

// Both refuse text that is too long or nested too deep before a grammar runs over it; the error's hint is still empty.
[[nodiscard]] result<ref, syntax_error> expression(const extent& part);
[[nodiscard]] result<path::path, syntax_error> path(const extent& part);
// A path that may end with a group.
[[nodiscard]] result<path::path, syntax_error> loop(const extent& part);

} // namespace vagus::expr::grammar
