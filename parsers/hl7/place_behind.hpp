// Where in a message a byte is, in words for people.
#pragma once

#include <string>
#include <string_view>

namespace vagus::hl7 {

// The place of the byte behind `before`, the beginning of a message: "MSH-3", "segment 4, NTE-3". For any bytes.
[[nodiscard]] std::string place_behind(std::string_view before);

} // namespace vagus::hl7
