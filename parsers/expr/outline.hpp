// What a text will look like, as far as it is known before there is a message: how it begins and how it ends.
#pragma once

#include "parsers/expr/ast.hpp"
#include "parsers/expr/expression.hpp"

#include <string>

namespace vagus::expr {

struct outline {
    std::string begins;
    std::string ends;
    bool whole = false; // `begins` is all of it, and so is `ends`
};

[[nodiscard]] outline outline_of(const node& value);
[[nodiscard]] outline outline_of(const text_template& text);
// False only where no message can make them the same.
[[nodiscard]] bool may_be_equal(const outline& one, const outline& other);

} // namespace vagus::expr
