// What FHIR R4 says of the elements that a body writes, as far as JSON must know it: by the names of an element and of
// the one around it. Everything else is text.
#pragma once

#include "routes/bodies/tree.hpp"

#include <string_view>

namespace vagus::routes::bodies {

[[nodiscard]] scalar_type fhir_type(std::string_view parent, std::string_view element);
// An identifier's value and a url are never made of less than was written: they would mean somebody else.
[[nodiscard]] hole fhir_holes(std::string_view parent, std::string_view element);

} // namespace vagus::routes::bodies
