// A message for a receiver that wants another character set than its sender's. Pure.
#pragma once

#include "base/result.hpp"
#include "parsers/charset/names.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace vagus::routes {

// What becomes of characters that the receiver's set does not have, and of bytes that are no character.
enum class unmappable : std::uint8_t {
    replace, // '?', counted; U+FFFD in UTF-8
    fail,    // the route fails for this message
};

struct charset_wish {
    const charset::charset* set = nullptr; // null: the sender's
    unmappable lost = unmappable::replace;
};

struct recoded {
    std::string text;     // in UTF-8, and only of characters that the set has
    std::size_t lost = 0; // characters replaced
};

// `text` is a message in UTF-8, as rules see it; the bytes of its hexadecimal escapes are of the set `from` (null:
// UTF-8), and of the wanted set afterwards; those that are no characters stay. MSH-18 names the set afterwards: as
// table 0211 does, or by its usual name where the table has none; a set that is reached by escape sequences (ISO 2022)
// as the second, behind ASCII. The error says in words what could not be done, without field values.
[[nodiscard]] result<recoded, std::string> recode(std::string text, const charset::charset* from,
                                                  const charset_wish& into);

} // namespace vagus::routes
