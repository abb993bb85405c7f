// The text that this program has of HL7's versions; empty in a build with -DVAGUS_HL7_TABLES=OFF.
#pragma once

#include <string_view>

namespace vagus::hl7 {

[[nodiscard]] std::string_view tables_text();
[[nodiscard]] std::string_view meanings_text(); // likewise: the lines of its tables that say what codes mean

} // namespace vagus::hl7
