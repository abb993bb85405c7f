// What says nothing: it may stand before a message and between its segments, leniently.
#pragma once

#include <algorithm>
#include <string_view>

namespace vagus::hl7 {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // of UTF-8

// Blanks, tabs, line ends, and the control characters that files and links leave behind: NUL, FF, VT, FS, Ctrl-Z.
[[nodiscard]] constexpr bool is_blank(char c) {
    return c >= '\0' && c <= ' ';
}

// Text from its first byte that is not blank.
[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) {
    const auto* first = std::ranges::find_if_not(text, is_blank);
    return {first, static_cast<std::size_t>(text.end() - first)};
}
// The same, behind a byte order mark.
[[nodiscard]] constexpr std::string_view without_lead(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return without_blanks(text);
}

} // namespace vagus::hl7
