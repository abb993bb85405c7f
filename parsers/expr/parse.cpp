// Text to expression: measured, read by the grammar, checked for sense; the first thing that is wrong comes back with a
// hint.
#include "parsers/expr/check.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/expr/grammar.hpp"
#include "parsers/expr/hints.hpp"

#include <utility>

namespace vagus::expr {
namespace {

result<ref, syntax_error> parse_as(kind wanted, const grammar::extent& part) {
    auto made = grammar::expression(part);
    if (!made) return fail(with_hint(std::move(made.error()), part.whole.substr(0, part.to)));
    if (auto wrong = check(**made, wanted, surroundings::nothing)) return fail(std::move(*wrong));
    return made;
}

result<expression, syntax_error> parse_whole(kind wanted, std::string_view text) {
    auto made = parse_as(wanted, {text, 0, text.size()});
    if (!made) return fail(std::move(made.error()));
    return expression{std::move(*made), std::string{text}};
}

// The } that closes a hole: one inside a 'text' does not.
std::size_t closing_brace(std::string_view text, std::size_t from) {
    bool quoted = false;
    for (std::size_t i = from; i < text.size(); ++i) {
        if (text[i] == '\'') quoted = !quoted;
        if (text[i] == '}' && !quoted) return i;
    }
    return std::string_view::npos;
}

} // namespace

result<expression, syntax_error> parse(std::string_view text) {
    return parse_whole(kind::condition, text);
}
result<expression, syntax_error> parse_value(std::string_view text) {
    return parse_whole(kind::value, text);
}

result<text_template, syntax_error> parse_template(std::string_view text) {
    text_template made{{}, std::string{text}};
    text_template::part literal;
    for (std::size_t i = 0; i < text.size();) {
        auto rest = text.substr(i);
        if (rest.starts_with("$${")) {
            literal.literal += "${";
            i += 3;
        } else if (rest.starts_with("${")) {
            auto close = closing_brace(text, i + 2);
            if (close == std::string_view::npos)
                return fail(syntax_error{i, "a } that closes this ${", "a literal ${ is written $${"});
            auto hole = parse_as(kind::value, {text, i + 2, close});
            if (!hole) return fail(std::move(hole.error()));
            if (!literal.literal.empty()) made.parts.push_back(std::move(literal));
            made.parts.push_back({{}, std::move(*hole), i});
            i = close + 1;
            literal = {{}, nullptr, i};
        } else {
            literal.literal += text[i++];
        }
    }
    if (!literal.literal.empty()) made.parts.push_back(std::move(literal));
    return made;
}

} // namespace vagus::expr
