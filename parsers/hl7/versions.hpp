// The versions of HL7 whose dictionaries are part of the program. A build with -DVAGUS_HL7_TABLES=OFF has none, and
// then everything that does not need structure goes on as before.
#pragma once

#include "parsers/hl7/dictionary.hpp"

#include <span>
#include <string_view>

namespace vagus::hl7 {

// 2.1 to 2.8.2, oldest first; also of a build without dictionaries.
[[nodiscard]] std::span<const std::string_view> versions();

// Of MSH-12.1. Null: no such version, or a build without. Read on the first call for a version (some milliseconds),
// and kept; any thread may ask.
[[nodiscard]] const dictionary* dictionary_of(std::string_view version);

// For what must go on with a version that is not known (groups, names): the newest one that is not newer; 2.1 for an
// older one; the newest of all where there is none or it is no version number.
[[nodiscard]] std::string_view nearest_version(std::string_view version);
// Null only in a build without.
[[nodiscard]] const dictionary* nearest_dictionary(std::string_view version);

} // namespace vagus::hl7
