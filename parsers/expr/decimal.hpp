// Decimal arithmetic on numbers as they are written: 0.1 + 0.2 is 0.3. Whole numbers with a decimal point between them,
// because no binary fraction is a tenth, and a result of a laboratory has the digits that were sent. Pure.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/kinds.hpp"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

namespace vagus::expr {

// Of one number, leading zeros apart. What is longer is refused, and so is a result that would be.
inline constexpr std::size_t decimal_digits = 38;
// Behind the point of a quotient; the rest is rounded, zeros at its end are left out.
inline constexpr std::size_t quotient_places = 20;

// Numbers as HL7's NM writes them. The error says in words why not: no number, too long, divided by nothing.
// The places behind the point are those that exactness needs: 1.50 + 1 is 2.50, 1.5 * 1.5 is 2.25.
[[nodiscard]] result<std::string, std::string_view> calculated(operation does, std::string_view left,
                                                               std::string_view right);
// By value: 1.0 and 1 are equal.
[[nodiscard]] result<std::strong_ordering, std::string_view> compared(std::string_view left, std::string_view right);
// At most `places` behind the point; half goes away from zero.
[[nodiscard]] result<std::string, std::string_view> rounded(std::string_view number, std::size_t places);

} // namespace vagus::expr
