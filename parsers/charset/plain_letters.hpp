// Letters without their accents, for receivers that know only those of ASCII. Pure.
#pragma once

#include <string>
#include <string_view>

namespace vagus::charset {

// UTF-8: Müller becomes Muller, Łódź Lodz. Letters that are no others with an accent (ß, æ) stay.
[[nodiscard]] std::string without_accents(std::string_view text);

} // namespace vagus::charset
