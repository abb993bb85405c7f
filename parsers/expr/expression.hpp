// Expressions: == != in matches and or not else, exists() and is_null() over paths, texts and numbers; and templates
// "V${PV1-19.1}". What they mean: docs/rules.md.
#pragma once

#include "base/result.hpp"
#include "parsers/path/path.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::expr {

struct node; // ast.hpp

// Immutable; copies share the tree. Regular expressions are compiled at parse.
struct expression {
    std::shared_ptr<const node> root; // null: none was written
    std::string source;
};
// A condition: true or false.
[[nodiscard]] result<expression, syntax_error> parse(std::string_view text);
// A value: text.
[[nodiscard]] result<expression, syntax_error> parse_value(std::string_view text);

// Literal text with ${expr} holes. `$${` writes a literal `${`.
struct text_template {
    struct part {
        std::string literal;
        std::shared_ptr<const node> hole; // null: literal only
        std::size_t offset = 0;           // of the part's first character in source
    };
    std::vector<part> parts;
    std::string source;
};
[[nodiscard]] result<text_template, syntax_error> parse_template(std::string_view text);

// Aliases by name, without $.
using aliases = std::map<std::string, path::path, std::less<>>;
struct unknown_alias {
    std::string name;
    std::size_t offset = 0; // of the path that uses it, in its text
};
// The same with every $alias replaced by its path. Aliases are not looked up inside the paths of aliases.
[[nodiscard]] result<path::path, unknown_alias> bind(const path::path& p, const aliases& known);
[[nodiscard]] result<expression, unknown_alias> bind(const expression& e, const aliases& known);
[[nodiscard]] result<text_template, unknown_alias> bind(const text_template& t, const aliases& known);

} // namespace vagus::expr
