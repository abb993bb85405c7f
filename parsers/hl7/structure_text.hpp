// A message structure in one line, near HL7's own abstract syntax:
//
//   MSH SFT* PATIENT_RESULT( PATIENT( PID PD1? )? ORDER_OBSERVATION( ORC? OBR OBSERVATION( OBX NTE* )* )+ )+ DSC?
//
// Behind a segment and behind a group's bracket: `?` none or one, `*` any number, `+` one or more, `{2,5}` and `{2,}`
// so many. `[ OBR RQD RXO ]` is one of these. Private to parsers/hl7.
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/structures.hpp"

#include <string>
#include <string_view>

namespace vagus::hl7 {

// Views into both texts. Or what is wrong.
[[nodiscard]] result<structure, std::string> read_structure(std::string_view name, std::string_view text);
// read_structure gives the same again.
[[nodiscard]] std::string to_text(const structure& from);

} // namespace vagus::hl7
