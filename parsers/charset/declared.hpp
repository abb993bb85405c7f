// Which character set a message says it is in, before it can be read. Pure.
#pragma once

#include "parsers/charset/names.hpp"

#include <string_view>

namespace vagus::charset {

// What MSH-18 of bytes that may be a message says; null when it says nothing that is known.
//
// MSH-18 is the field behind 17 separators. In Shift_JIS, GB18030, Big5 and ISO-2022-JP a byte of a character in a
// field before it may look like one. So a header that is not all ASCII is read in the set that it seems to name, and
// then in each of these: the first in which MSH-18 names that very set is it.
[[nodiscard]] const charset* declared_in(std::string_view bytes);

} // namespace vagus::charset
