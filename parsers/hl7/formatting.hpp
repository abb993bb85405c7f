// Formatting in text: highlighting, commands, character sets of one text, and what sites agree on. Source: HL7 v2.5.1
// chapter 2, sections 2.7.1 (table), 2.7.3 to 2.7.7.
#pragma once

#include "parsers/hl7/delimiters.hpp"

#include <cstddef>
#include <string_view>

namespace vagus::hl7 {

// How long the sequence is that text begins with, from its escape character to the one that ends it; 0: none begins
// here. They are \H\ \N\, \.br\ and its like with their numbers, \Cxxyy\ \Mxxyyzz\, \Zxx\. One with a delimiter
// of this message in it is none: it would cut.
[[nodiscard]] std::size_t formatting_at(std::string_view text, const delimiters& marks);

} // namespace vagus::hl7
