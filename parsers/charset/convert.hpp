// To UTF-8 and back. Pure computation: the tables are ICU's.
//
// A byte that is no character of its set is kept as a character of its own, U+10F780 to U+10F7FF in a plane that nobody
// assigns, so that it comes back as it was; readable() makes U+FFFD of it for those who read the text.
#pragma once

#include "parsers/charset/names.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::charset {

struct decoded {
    std::string text;                   // UTF-8, always
    std::size_t invalid = 0;            // bytes that are no character
    std::optional<std::size_t> first{}; // where the first of them is
};
// `keep` the bytes that are no character as above; otherwise each sequence of them becomes U+FFFD.
[[nodiscard]] decoded to_utf8(std::string_view bytes, const charset& from, bool keep = true);
// Characters that the set does not have become '?'.
[[nodiscard]] std::string from_utf8(std::string_view text, const charset& to);
// How many those are; with the bytes that are no character of where the text came from.
[[nodiscard]] std::size_t missing_in(const charset& to, std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view text); // RFC 3629: no overlong forms, no surrogates
[[nodiscard]] std::string readable(std::string text);

} // namespace vagus::charset
