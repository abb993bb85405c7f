// What a path means in a document. Pure; views live as long as the document is not edited.
// A bare path or a predicate means the first match; [*] means every one; the callers that mean every match anyway
// (delete, keys) ask for it.
#pragma once

#include "parsers/path/path.hpp"
#include "parsers/path/scope.hpp"
#include "parsers/path/value.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::path {

enum class reach : std::uint8_t { as_written, every_match };

// Raw text of the first match; data() is null when absent. A field without [ ] is the whole field with all repetitions
// here (copying keeps structure), a path without field the whole segment.
[[nodiscard]] std::string_view raw(const path& p, const scope& at);

// Decoded text of the first match, "" when absent. A field means its first repetition, a component its first
// subcomponent.
[[nodiscard]] value read(const path& p, const scope& at);
// Decoded texts of all matches, in the order of the message.
[[nodiscard]] std::vector<std::string> read_all(const path& p, const scope& at, reach far);

// Something is there, and it is not empty. HL7's "" is something.
[[nodiscard]] bool exists(const path& p, const scope& at);
// HL7's "": the sender says that there is nothing.
[[nodiscard]] bool is_null(const path& p, const scope& at);

// Indexes of the segments that p's segment part names.
[[nodiscard]] std::vector<std::size_t> segments_of(const path& p, const scope& at, reach far);
// Indexes of the groups that p's group part names, in the order of the message.
[[nodiscard]] std::vector<std::size_t> groups_of(const path& p, const hl7::grouping& groups, const scope& at);
// Numbers (1-based) of the repetitions of `field` that p's repetition part names; holder is the field's segment.
[[nodiscard]] std::vector<std::size_t> repetitions_of(const path& p, std::string_view field, std::size_t holder,
                                                      const scope& at, reach far);

// Decoded text of p's component (the whole without one) in a raw repetition.
[[nodiscard]] value text_inside(const path& p, std::string_view repetition, const hl7::delimiters& marks);

// MSH-1 and MSH-2 (BHS, FHS likewise) are the delimiters: one value, never cut, never unescaped, never written.
[[nodiscard]] bool holds_delimiters(std::string_view segment_id, std::size_t field);

} // namespace vagus::path
