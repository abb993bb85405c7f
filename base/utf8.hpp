// Characters of UTF-8. Source: RFC 3629, section 4; Unicode 15, table 3-7.
#pragma once

#include <cstddef>
#include <string_view>

namespace vagus::utf8 {

// Bytes of the well-formed character that begins here; 0 when none does: no overlong form, no surrogate.
[[nodiscard]] std::size_t character(std::string_view text);
// How many characters; a byte that is none counts as one.
[[nodiscard]] std::size_t characters(std::string_view text);

} // namespace vagus::utf8
