// Writing at a path. What is not there yet is made: a field by padding, a repetition behind the last one, a segment at
// the end of the message (its place in the message's structure is not known here). A gap is refused: OBX[5] needs
// OBX[4].
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/draft.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/scope.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace vagus::path {

// Why not: words for a failure, with paths and without values.
using refusal = std::string;

// Text becomes the element, with its delimiters escaped. A field without [ ] means its first repetition.
// [*] writes every match and is content with none.
[[nodiscard]] result<void, refusal> assign(hl7::draft& into, const path& p, std::string_view text, budget& cost);
// Raw text becomes the element as it is. A field without [ ] is replaced whole; a path without field replaces or
// appends a segment, whose raw text keeps its fields and gets p's name.
[[nodiscard]] result<void, refusal> assign_raw(hl7::draft& into, const path& p, std::string_view raw, budget& cost);

// Removes every match: a segment or a repetition goes away, a field or component becomes empty. How many there were.
[[nodiscard]] result<std::size_t, refusal> erase(hl7::draft& from, const path& p, budget& cost);

} // namespace vagus::path
