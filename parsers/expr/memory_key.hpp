// Keys of what routes remember, and prints of what messages say. Both are the first half of a SHA-256: the values
// themselves are nobody's business.
#pragma once

#include "parsers/expr/ast.hpp"
#include "parsers/path/memory.hpp"
#include "parsers/path/scope.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::expr {

// `of`: what is remembered under it. Nothing where a part of the key is empty, or HL7's "": it would be everybody's.
[[nodiscard]] std::optional<path::memory_key> memory_key_of(std::span<const std::string> key, std::string_view of);

// The parts of a key: a value, or a list of them.
[[nodiscard]] std::vector<std::string> key_parts(const node& n, const path::scope& at);
[[nodiscard]] std::vector<std::string> key_parts(const std::vector<path::path>& key, const path::scope& at);

// Of all that a list names: of a field with every repetition, as it was sent.
[[nodiscard]] path::memory_key print_of(const node& list, const path::scope& at);

} // namespace vagus::expr
