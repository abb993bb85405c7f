// What an expression is after parsing: an immutable tree. Every node knows where in its text it began.
#pragma once

#include "parsers/expr/expression.hpp"
#include "parsers/expr/kinds.hpp"
#include "parsers/path/path.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace re2 {
class RE2;
}
namespace vagus::zones {
class zone;
}

namespace vagus::expr {

using ref = std::shared_ptr<const node>;

struct text { // 'text'
    std::string value;
};
struct number { // 12, 3.5
    std::string digits;
};
struct duration { // 30s, 5min, 2h, 3d
    std::string written;
    std::string seconds;
};
struct null {}; // HL7's "": erase what you hold
struct truth {  // true, false
    bool value = false;
};
struct element { // a path
    path::path what;
};
struct equals { // == and !=: numbers by value, dates by the time they mean, all else as it is written
    ref left, right;
    bool negated = false;
    kind as = kind::value; // of both sides, or text
};
struct order { // < <= > >=
    enum class is : std::uint8_t { less, at_most, more, at_least } wanted = is::less;
    ref left, right;
    kind as = kind::value; // of both sides; text: check() refuses it
};
struct arithmetic { // + - * /
    operation does = operation::add;
    ref left, right;
    kind gives = kind::value; // text: check() refuses it
};
struct member { // in, not in: the list holds values, and paths with [*] stand for all theirs
    ref item;
    std::vector<ref> list;
    bool negated = false;
};
struct matches { // a regular expression found anywhere in the text
    ref subject;
    std::string pattern;
    std::size_t pattern_offset = 0;
    std::shared_ptr<const re2::RE2> compiled;
};
struct negation {
    ref of;
};
struct all_of { // and
    std::vector<ref> of;
};
struct any_of { // or
    std::vector<ref> of;
};
struct fallback { // else: the first that is not empty
    std::vector<ref> of;
};
struct exists {
    path::path what;
};
struct is_null {
    path::path what;
};
struct several { // ['A', PID-8]
    std::vector<ref> of;
};
struct function;   // functions.hpp
class time_format; // time_format.hpp
struct call {      // any other name( )
    std::string name;
    std::vector<ref> arguments;
    const function* does = nullptr; // null: there is none of that name, and check() refuses it
    // What its arguments say literally (make_ready):
    std::shared_ptr<const re2::RE2> pattern{};
    std::shared_ptr<const time_format> format{};
    std::shared_ptr<const zones::zone> zone{};
    // What names mean, once bound:
    std::shared_ptr<const table> in{};
    std::size_t column = 0; // of the table
    std::shared_ptr<const std::string> secret{};
    std::shared_ptr<const memory> of_memory{};
};
struct named_value { // $name of a variable, made by bind()
    std::string name;
};

struct node {
    static constexpr std::size_t unset = static_cast<std::size_t>(-1);

    std::variant<text, number, duration, null, truth, element, equals, order, arithmetic, member, matches, negation,
                 all_of, any_of, fallback, exists, is_null, several, call, named_value>
        what;
    std::size_t offset = unset;
};

// The printed form: parse(to_text(n)) prints alike.
[[nodiscard]] std::string to_text(const node& n);

} // namespace vagus::expr
