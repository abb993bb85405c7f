// MSH-12 as numbers, so that versions compare.
#pragma once

#include <array>
#include <string_view>

namespace vagus::hl7 {

// {2, 3, 1}
using version_number = std::array<int, 3>;

// "2.3.1" is {2, 3, 1}, "2.5" is {2, 5, 0}; what is no number is 0. The first component of MSH-12, not the field.
[[nodiscard]] version_number read_version_number(std::string_view text);

} // namespace vagus::hl7
