// HL7's dates and times (parsers/hl7/times.hpp) as FHIR writes them (R4, datatypes: date, dateTime, time). Precision
// stays what the sender gave. Pure, no clock.
#pragma once

#include "parsers/hl7/times.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace vagus::expr {

// "2026", "2026-03", "2026-03-01"; a time of day is left out.
[[nodiscard]] std::string fhir_date(const hl7::time_parts& of);
// With hours also "T09:05:00+01:00". `offset` is one for times without their own: "+0100", "+01:00" or "Z". Nothing
// when there is a time of day and no offset: FHIR does not allow it, and a guess would move it.
[[nodiscard]] std::optional<std::string> fhir_date_time(const hl7::time_parts& of, std::string_view offset);
// HHMM[SS[.S]] -> "09:05:00".
[[nodiscard]] std::optional<std::string> fhir_time(std::string_view text);
// "+0100", "+01:00", "Z": an offset there can be.
[[nodiscard]] bool is_offset(std::string_view text);

} // namespace vagus::expr
