// Dates and times as points in time: order, differences, sums, other zones. An offset that a time does not say itself
// is MSH-7's (2.5.1 chapter 2.15.9.7), else that of the site's zone, else not known, and then the answer is a reason.
#pragma once

#include "base/result.hpp"
#include "parsers/expr/kinds.hpp"
#include "parsers/expr/moment.hpp"
#include "parsers/path/scope.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::zones {
class zone;
}

namespace vagus::expr {

// Dates are texts as HL7 writes them, durations are seconds. The error says why not, in words.
template <class T> using of_time = result<T, std::string_view>;

// By their beginnings: a day begins at midnight, a year with its first day.
[[nodiscard]] of_time<std::strong_ordering> order_of_times(std::string_view left, std::string_view right,
                                                           const path::scope& at);
// The same time, and as precise: 2026 is not the first of January.
[[nodiscard]] bool same_time(std::string_view left, std::string_view right, const path::scope& at);
// Seconds from right to left. Between two days, days of 24 hours, whatever clocks did.
[[nodiscard]] of_time<std::string> between_times(std::string_view left, std::string_view right, const path::scope& at);
// As precise as it was: what is added must be whole in its last unit. 2h after 20260301 is no date.
[[nodiscard]] of_time<std::string> moved_time(operation does, std::string_view time, std::string_view seconds,
                                              const path::scope& at);
// What a clock there shows then. A date without a time of day is the same everywhere.
[[nodiscard]] of_time<std::string> time_in(const zones::zone& there, std::string_view time, const path::scope& at);
// When the message was received, by the site's zone or UTC, to the second.
[[nodiscard]] std::optional<moment> time_of_receipt(const path::scope& at);
// "+0100" of a time by the site's zone; empty where there is none.
[[nodiscard]] std::string local_offset(std::string_view time, const path::scope& at);
// Whole years from one day to another, as birthdays are counted.
[[nodiscard]] of_time<std::string> years_between(std::string_view birth, std::string_view until);

} // namespace vagus::expr
