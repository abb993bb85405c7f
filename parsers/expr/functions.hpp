// The functions of the language. A new one is an entry in the table at the end of a file in functions/, a test, and a
// line in docs/rules.md.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/ast.hpp"
#include "parsers/path/scope.hpp"
#include "parsers/path/value.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::expr {

// The error says why not, in words: "not a date". No field values.
using made_value = result<path::value, std::string_view>;
using made_list = result<std::vector<std::string>, std::string_view>;

// What an argument is.
enum class takes : std::uint8_t {
    text,
    number,
    time,
    duration,
    condition,
    list,
    answer,  // of any kind that can be written: what the function gives
    key,     // a text, or a list of them: of a table
    salt,    // a text or a secret
    name,    // a 'text' that is known at load, as are the next three
    pattern, // a regular expression
    format,  // of a date
    zone,    // a time zone
    path,    // the path itself, read in another message
    each,    // a segment or field: the arguments behind it are asked at every occurrence
    counted, // the same, or a list
    asked,   // a condition at an occurrence
    told     // a value at an occurrence
};

struct function {
    std::string_view name;
    std::string_view form; // "fhir_date(DATE)": for hints
    std::size_t least = 0; // arguments
    std::size_t most = 0;
    std::array<takes, 4> arguments{}; // the last stands for all that follow
    kind gives = kind::value;
    bool gives_answer = false;  // the kind that its `answer` arguments have in common
    std::size_t other_from = 0; // with this many arguments and more it gives `other`; 0: never
    kind other = kind::value;
    bool in_loops = false;     // means something there only
    bool with_entries = false; // means something where there are entries only
    bool of_request = false;   // means something where messages are answers only
    bool of_memory = false;    // its first argument names a memory
    made_value (*apply)(const call& of, const path::scope& at) = nullptr;
    made_list (*apply_list)(const call& of, const path::scope& at) = nullptr; // where it gives a list

    [[nodiscard]] takes argument(std::size_t n) const { return arguments.at(std::min(n, arguments.size() - 1)); }
};

[[nodiscard]] std::span<const function> functions();
[[nodiscard]] const function* function_named(std::string_view name);
// Makes ready what a call says literally: compiles its pattern, reads its format, finds its zone. Without success they
// stay null, and check() says so.
void make_ready(call& of);

// What functions.cpp puts together.
[[nodiscard]] std::span<const function> text_functions();
[[nodiscard]] std::span<const function> number_functions();
[[nodiscard]] std::span<const function> date_functions();
[[nodiscard]] std::span<const function> list_functions();
[[nodiscard]] std::span<const function> table_functions();
[[nodiscard]] std::span<const function> hash_functions();
[[nodiscard]] std::span<const function> memory_functions();
[[nodiscard]] std::span<const function> need_functions();
[[nodiscard]] std::span<const function> context_functions();

} // namespace vagus::expr
