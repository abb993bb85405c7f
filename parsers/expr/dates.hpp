// HL7's dates and times (2.5.1 chapter 2A.22, 2A.77: YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]) as FHIR writes
// them (R4, datatypes: date, dateTime, time). Precision stays what the sender gave. Pure, no clock.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vagus::expr {

// A value that is a date or a time, in parts that are views into it; empty where not given.
struct hl7_time {
    std::string_view year, month, day, hour, minute, second, fraction, offset; // offset: "+0100"
};
// Nothing for what is no date: other characters, month 13, 30 February, hour 24.
[[nodiscard]] std::optional<hl7_time> read_time(std::string_view text);

// "2026", "2026-03", "2026-03-01"; a time of day is left out.
[[nodiscard]] std::string fhir_date(const hl7_time& of);
// With hours also "T09:05:00+01:00". `offset` is one for times without their own: "+0100", "+01:00" or "Z". Nothing
// when there is a time of day and no offset: FHIR does not allow it, and a guess would move it.
[[nodiscard]] std::optional<std::string> fhir_date_time(const hl7_time& of, std::string_view offset);
// HHMM[SS[.S]] -> "09:05:00".
[[nodiscard]] std::optional<std::string> fhir_time(std::string_view text);
// "+0100", "+01:00", "Z": an offset there can be.
[[nodiscard]] bool is_offset(std::string_view text);

} // namespace vagus::expr
