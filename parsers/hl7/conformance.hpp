// A message against what its version of HL7 says of it. Pure; time is linear in the message.
// - Order and number of segments and groups by the message's structure. Z segments may stand anywhere, unless the
//   dictionary has them in it.
// - Required fields, and required components of what is there; HL7's "" is there. Conditional ones are never missing:
//   the condition is prose. What is kept for older versions or withdrawn may be there.
// - Repetitions, lengths (in characters, of one repetition) and the formats of data types (formats.hpp).
// - Codes of ID, whose tables are HL7's; those of IS are suggestions. Before 2.3 the two are one type, and not checked.
// - OBX-5 by the type that OBX-2 names.
// - More fields, components or subcomponents than the version has are of a newer one, and pass.
// Source: HL7 v2.5.1 chapter 2, sections 2.5 and 2.6, chapter 2A, and the chapters of each message.
#pragma once

#include "parsers/hl7/deviations.hpp"
#include "parsers/hl7/dictionary.hpp"
#include "parsers/hl7/message.hpp"
#include "parsers/hl7/vocabulary.hpp"

namespace vagus::hl7 {

// By the dictionary of MSH-12, with what a site adds. A version that is not known is one deviation from `structure`,
// and so is a message that its version does not know; of such a message the segments are looked at nevertheless.
void check_conformance(const document& message, deviations& to, const vocabulary& says = standard());
// By this dictionary, whatever MSH-12 says.
void check_conformance(const document& message, const dictionary& by, deviations& to);

// Parts of the above: the segments in their groups, and what stands in them.
void check_order(const document& message, const structure& along, deviations& to);
void check_fields(const document& message, const dictionary& by, deviations& to);

} // namespace vagus::hl7
