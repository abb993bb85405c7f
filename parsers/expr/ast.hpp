// What an expression is after parsing: an immutable tree. Every node knows where in its text it began.
#pragma once

#include "parsers/expr/expression.hpp"
#include "parsers/path/path.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace re2 {
class RE2;
}

namespace vagus::expr {

using ref = std::shared_ptr<const node>;

struct text { // 'text'
    std::string value;
};
struct number { // 12, 3.5: compared as it is written
    std::string digits;
};
struct null {}; // HL7's "": erase what you hold
struct truth {  // true, false
    bool value = false;
};
struct element { // a path
    path::path what;
};
struct equals { // == and !=
    ref left, right;
    bool negated = false;
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
struct function; // functions.hpp
struct call {    // any other name( )
    std::string name;
    std::vector<ref> arguments;
    const function* does = nullptr;    // null: there is none of that name, and check() refuses it
    std::shared_ptr<const table> in{}; // lookup: which, once bound
    std::size_t column = 0;            // lookup: which of its columns
};
struct named_value { // $name of a variable, made by bind()
    std::string name;
};

struct node {
    static constexpr std::size_t unset = static_cast<std::size_t>(-1);

    std::variant<text, number, null, truth, element, equals, member, matches, negation, all_of, any_of, fallback,
                 exists, is_null, call, named_value>
        what;
    std::size_t offset = unset;
};

// The printed form: parse(to_text(n)) prints alike.
[[nodiscard]] std::string to_text(const node& n);

} // namespace vagus::expr
