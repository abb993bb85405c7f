// Writing at a path. What is not there yet is made: a field by padding, a repetition behind the last one, a segment at
// its place in the message's structure (hl7::place_for), or at the end where the structure says nothing. A gap is
// refused: OBX[5] needs OBX[4]. Through groups only what is there is written, and in a loop no segment is made that
// belongs to what the loop stands in. A refused edit changes nothing. `at` is where the edit stands: it reads the draft
// as it is now.
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/draft.hpp"
#include "parsers/hl7/vocabulary.hpp"
#include "parsers/path/path.hpp"
#include "parsers/path/read.hpp"
#include "parsers/path/scope.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::path {

// Why not: words for a failure, with paths and without values.
using refusal = std::string;

// True: the message is another one now. Text becomes the element, with its delimiters escaped. A field without [ ]
// means its first repetition. [*] writes every match and is content with none. An empty text makes nothing that is not
// there.
[[nodiscard]] result<bool, refusal> assign(hl7::draft& into, const path& p, std::string_view text, const scope& at,
                                           const hl7::vocabulary& says = hl7::standard());
// Raw text becomes the element as it is. A field without [ ] is replaced whole; a path without field replaces or
// appends a segment, whose raw text keeps its fields and gets p's name. `raw` must not be a view into `into`.
[[nodiscard]] result<bool, refusal> assign_raw(hl7::draft& into, const path& p, std::string_view raw, const scope& at,
                                               const hl7::vocabulary& says = hl7::standard());

// What a text becomes; nothing: it stays.
using changer = std::function<std::optional<std::string>(std::string_view)>;
// Puts the text of every element that p names, and that is there, through `change`.
[[nodiscard]] result<bool, refusal> rewrite(hl7::draft& in, const path& p, const changer& change, const scope& at);

// Removes what p names, or only the first match. A segment or a repetition goes away, a field or component becomes
// empty.
[[nodiscard]] result<bool, refusal> erase(hl7::draft& from, const path& p, reach far, const scope& at);

// What stands in the way of writing p in any message: it gives the delimiters, is the MSH, or a [new]
// segment in a group.
[[nodiscard]] std::optional<refusal> never_writable(const path& p);

} // namespace vagus::path
