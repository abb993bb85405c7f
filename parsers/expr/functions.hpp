// The functions of the language. A new one is an entry in functions.cpp's table, a test, and a line in docs/rules.md.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/ast.hpp"
#include "parsers/expr/check.hpp"
#include "parsers/path/scope.hpp"
#include "parsers/path/value.hpp"

#include <span>
#include <string>
#include <string_view>

namespace vagus::expr {

// The error says why not, in words: "not a date". No field values.
using made_value = result<path::value, std::string_view>;

struct function {
    enum class takes : std::uint8_t { values, list_then_values, literal_then_values };

    std::string_view name;
    std::string_view form; // "fhir_date(DATE)": for hints
    std::size_t least = 0; // arguments
    std::size_t most = 0;
    takes arguments = takes::values;
    kind gives = kind::value;
    bool in_loops = false;     // means something there only
    bool with_entries = false; // means something where there are entries only
    bool of_request = false;   // reads another message: its argument is a path there, and nothing around counts
    made_value (*apply)(const call& of, const path::scope& at) = nullptr;
};

[[nodiscard]] std::span<const function> functions();
[[nodiscard]] const function* function_named(std::string_view name);

} // namespace vagus::expr
