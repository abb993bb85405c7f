// What rows of a table are found by: one text, or several that make one key.
#pragma once

#include "parsers/expr/ast.hpp"
#include "parsers/path/scope.hpp"

#include <span>
#include <string>
#include <string_view>

namespace vagus::expr {

// The key of a table with several key columns. No two lists of texts have the same.
[[nodiscard]] std::string table_key(std::span<const std::string> parts);
// As people write it: "A / B".
[[nodiscard]] std::string key_in_words(std::string_view key_of_several);
// Of a text, or of a list in brackets. Empty where a part is empty or HL7's "": that is no key.
[[nodiscard]] std::string table_key(const node& n, const path::scope& at);

} // namespace vagus::expr
