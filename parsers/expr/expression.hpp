// Expressions: == != in matches and or not exists() over paths, texts and numbers; and templates "V${PV1-19.1}".
// Grammar: config-language section 3; this is its first part (see docs/architecture.md for what is built).
#pragma once

#include "base/result.hpp"
#include "parsers/path/path.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::expr {

struct node; // ast.hpp

// Immutable; copies share the tree. Regular expressions are compiled at parse.
struct expression {
    std::shared_ptr<const node> root;
    std::string source;
};
[[nodiscard]] result<expression, syntax_error> parse(std::string_view text);

// Literal text with ${expr} holes.
struct text_template {
    struct part {
        std::string literal;
        std::shared_ptr<const node> hole; // null: literal only
        std::size_t offset = 0;
    };
    std::vector<part> parts;
    std::string source;
};
[[nodiscard]] result<text_template, syntax_error> parse_template(std::string_view text);

} // namespace vagus::expr
