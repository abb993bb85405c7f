// A date, with a time of day or without, as precise as it was given: 2026 stays a year. Pure, no clock, no zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::expr {

enum class precision : std::uint8_t { year, month, day, hour, minute, second };

struct moment {
    std::chrono::local_seconds shown{}; // by the calendar and the clock on the wall; the first second of a day, a year
    precision to = precision::second;
    std::string fraction{};                      // digits of a second
    std::optional<std::chrono::minutes> ahead{}; // of UTC; nothing: not said
};

// As HL7 writes it (parsers/hl7/times.hpp); nothing for what is no date.
[[nodiscard]] std::optional<moment> read_moment(std::string_view text);
// 2026, 20260301, 20260301090500.25+0100
[[nodiscard]] std::string to_text(const moment& of);
// "+0100", the offset there can be in HL7.
[[nodiscard]] std::optional<std::chrono::minutes> read_ahead(std::string_view text);
[[nodiscard]] std::string ahead_text(std::chrono::minutes ahead);
// One second of the day and more are known: not a date alone.
[[nodiscard]] inline bool has_time_of_day(const moment& of) {
    return of.to >= precision::hour;
}
// The fraction, to the microsecond.
[[nodiscard]] std::chrono::microseconds fraction_of(const moment& of);

} // namespace vagus::expr
