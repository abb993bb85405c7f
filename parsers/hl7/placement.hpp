// Where a segment that is not there yet belongs in a message.
#pragma once

#include "parsers/hl7/message.hpp"
#include "parsers/hl7/vocabulary.hpp"

#include <cstddef>
#include <string_view>

namespace vagus::hl7 {

// The number of the segment before which one of that name is to be inserted. Behind the last of its name, and behind
// the group that one begins; where there is none, behind the last segment that the structure has before it, in the
// first of its groups that is there. At the end of the message where the structure is not known or has no such segment.
// Linear in the segments.
[[nodiscard]] std::size_t place_for(const document& message, std::string_view segment_id, const vocabulary& says);

} // namespace vagus::hl7
