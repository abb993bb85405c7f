// What the grammar builds: where segments and fields are. Private to parsers/hl7.
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

struct index {
    delimiters marks;
    std::vector<segment> segments;     // views into the text that was read; their starts are views into the next
    std::vector<std::uint32_t> starts; // of every field of every segment, one after the other
};

// A whole message.
[[nodiscard]] result<index, parse_error> read_message(std::string_view text);
// One segment by itself, without an end: where its fields start. False when it is none, and for an MSH.
[[nodiscard]] bool read_segment(std::string_view text, const delimiters& marks, std::vector<std::uint32_t>& starts);
// A printable ASCII character that is no letter, digit or blank: what may be a delimiter.
[[nodiscard]] bool is_mark(char c);
// What MSH-2 gives together with marks.field. False when it gives nothing usable.
[[nodiscard]] bool read_marks(std::string_view msh2, delimiters& marks);

} // namespace vagus::hl7
