// Inside a field: repetitions, components, subcomponents and escapes. Pure functions over raw text.
// Source: HL7 v2.5.1 chapter 2, sections 2.5.3 (elements) and 2.7 (escape sequences).
#pragma once

#include "parsers/hl7/delimiters.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::hl7 {

// Part n (1-based) of text cut at separator. Absent: data() is null. A separator of '\0' never cuts.
[[nodiscard]] std::string_view part(std::string_view text, char separator, std::size_t n);
// How many parts: 1 for text without the separator, also for empty text.
[[nodiscard]] std::size_t parts(std::string_view text, char separator);
// Calls visit(n, part) for all of them in turn; visit says whether to go on. part(n) in a loop would be quadratic.
template <class Visit> void each_part(std::string_view text, char separator, Visit visit) {
    for (std::size_t n = 1;; ++n) {
        const auto end = separator == '\0' ? std::string_view::npos : text.find(separator);
        if (!visit(n, text.substr(0, end)) || end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
    }
}
// text with part n replaced by raw, padded with separators as needed: n is bounded by whoever asks. There is no
// part 0, and with a separator of '\0' only part 1: for others text stays as it is.
[[nodiscard]] std::string with_part(std::string_view text, char separator, std::size_t n, std::string_view raw);

// Raw to value: \F\ \S\ \T\ \R\ \E\ \P\ become the delimiters, \Xhh..\ bytes of the set marks.hex, several in a row
// together; those that are no characters stay bytes. All other sequences (\H\, \.br\, \Cxxyy\, ..), those for
// delimiters the message does not have, and an escape character that begins none, stay as they are. One left-to-right
// pass, so that \E\T\E\ is the text \T\.
[[nodiscard]] std::string unescape(std::string_view raw, const delimiters& marks);
// Bytes in place of those of hexadecimal sequences in a row; nothing: they stay as they are written.
using hex_changer = std::function<std::optional<std::string>(std::string_view bytes)>;
// raw, of one value or of a whole message, with its hexadecimal sequences changed and all else as it is written.
[[nodiscard]] std::string with_hex(std::string_view raw, const delimiters& marks, const hex_changer& change);
// Value to raw: delimiters, the escape character and control characters (CR as \X0D\) escaped, but no tab or ISO 2022
// shift; without an escape character each becomes a blank: it cannot be written, and must not cut message or frame.
// Stays: formatting (formatting.hpp), and the truncation character: before 2.7 \P\ is not known, and it never cuts.
[[nodiscard]] std::string escape(std::string_view value, const delimiters& marks);

} // namespace vagus::hl7
