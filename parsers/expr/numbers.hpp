// Numbers as text: HL7's NM (2.5.1 chapter 2A.47) to a JSON number, digit for digit.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vagus::expr {

// "+007.50" -> "7.50", ".5" -> "0.5", "5." -> "5": a sign, digits, one decimal point. Nothing for anything else;
// precision is what the sender wrote.
[[nodiscard]] std::optional<std::string> plain_number(std::string_view text);

} // namespace vagus::expr
