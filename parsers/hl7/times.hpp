// Dates and times as HL7 writes them, taken apart. What of that a data type allows: formats.hpp.
// Source: HL7 v2.5.1 chapter 2A, sections 2.A.21 (DT), 2.A.22 (DTM), 2.A.75 (TM).
#pragma once

#include <optional>
#include <string_view>

namespace vagus::hl7 {

// Views into the text; empty where not given.
struct time_parts {
    std::string_view year, month, day, hour, minute, second, fraction, offset; // offset: "+0100"
};

// YYYY[MM[DD[HH[MM[SS[.S..]]]]]][+/-ZZZZ]. Nothing for what is no date: other characters, month 13, 30 February, hour
// 24, an offset beyond 14 hours.
[[nodiscard]] std::optional<time_parts> read_time_stamp(std::string_view text);
// HH[MM[SS[.S..]]][+/-ZZZZ], likewise.
[[nodiscard]] std::optional<time_parts> read_time_of_day(std::string_view text);

// "+0100": hours and minutes, at most 14 hours.
[[nodiscard]] bool is_time_offset(std::string_view text);
// At least one, and nothing else.
[[nodiscard]] bool all_digits(std::string_view text);

} // namespace vagus::hl7
