// The text that this program has of HL7's versions; empty in a build with -DVAGUS_HL7_TABLES=OFF.
#pragma once

#include <string_view>

namespace vagus::hl7 {

[[nodiscard]] std::string_view tables_text();

} // namespace vagus::hl7
