// Text to expression: measured, read by the grammar, checked for sense; the first thing that is wrong comes back with a
// hint.
#include "parsers/expr/check.hpp"
#include "parsers/expr/expression.hpp"
#include "parsers/expr/grammar.hpp"
#include "parsers/expr/hints.hpp"

#include <utility>

namespace vagus::expr {
namespace {

struct wanted {
    kind is = kind::value;
    bool or_condition = false;
    surroundings around;
};

result<ref, syntax_error> parse_as(const wanted& what, const grammar::extent& part) {
    auto made = grammar::expression(part);
    if (!made) return fail(with_hint(std::move(made.error()), part.whole.substr(0, part.to)));
    const auto is = what.or_condition && gives_condition(**made) ? kind::condition : what.is;
    if (auto wrong = check(**made, is, what.around)) return fail(std::move(*wrong));
    return made;
}

result<expression, syntax_error> parse_whole(const wanted& what, std::string_view text) {
    auto made = parse_as(what, {text, 0, text.size()});
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

result<expression, syntax_error> parse(std::string_view text, surroundings around) {
    return parse_whole({kind::condition, false, around}, text);
}
result<expression, syntax_error> parse_value(std::string_view text, surroundings around) {
    return parse_whole({kind::value, false, around}, text);
}

result<path::path, syntax_error> parse_path(std::string_view text, surroundings around) {
    auto made = grammar::path({text, 0, text.size()});
    if (!made) return fail(with_hint(std::move(made.error()), text));
    if (auto wrong = check(*made, around)) return fail(std::move(*wrong));
    return made;
}

result<path::path, syntax_error> parse_loop(std::string_view text, surroundings around) {
    auto made = grammar::loop({text, 0, text.size()});
    if (!made) return fail(with_hint(std::move(made.error()), text));
    if (auto wrong = check(*made, around)) return fail(std::move(*wrong));
    if (made->component)
        return fail(syntax_error{made->offset, "a field", path::to_text(*made) + " is one component: name its field"});
    if (path::is_new(*made)) return fail(syntax_error{made->offset, "a path that can be read", "[new] is for writing"});
    return made;
}

result<text_template, syntax_error> parse_template(std::string_view text, surroundings around, bool sole_condition) {
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
            const bool sole = sole_condition && i == 0 && close + 1 == text.size();
            auto hole = parse_as({kind::value, sole, around}, {text, i + 2, close});
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
