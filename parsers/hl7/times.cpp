#include "parsers/hl7/times.hpp"

#include <algorithm>
#include <chrono>

namespace vagus::hl7 {
namespace {

unsigned number(std::string_view digits) {
    unsigned n = 0;
    for (char c : digits) n = n * 10 + static_cast<unsigned>(c - '0');
    return n;
}

// The next n digits, when they are there.
std::string_view take(std::string_view& from, std::size_t n) {
    const auto digits = from.substr(0, n);
    if (digits.size() < n || !all_digits(digits)) return {};
    from.remove_prefix(n);
    return digits;
}

// Cuts the offset off the end. False: it is none.
bool take_offset(std::string_view& from, time_parts& into) {
    const auto sign = from.find_first_of("+-");
    if (sign == std::string_view::npos) return true;
    into.offset = from.substr(sign);
    from = from.substr(0, sign);
    return is_time_offset(into.offset);
}

// HH[MM[SS[.S..]]] at the start of `rest`. Half an hour's digits stay in rest, and what stays there is wrong.
void take_time_of_day(std::string_view& rest, time_parts& into) {
    into.hour = take(rest, 2);
    if (!into.hour.empty()) into.minute = take(rest, 2);
    if (!into.minute.empty()) into.second = take(rest, 2);
    if (into.second.empty() || !rest.starts_with('.')) return;
    const auto end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (end == 1) return;
    into.fraction = rest.substr(1, end - 1);
    rest.remove_prefix(end);
}

bool of_the_day(const time_parts& t) {
    return (t.hour.empty() || number(t.hour) < 24) && (t.minute.empty() || number(t.minute) < 60) &&
           (t.second.empty() || number(t.second) < 60);
}

bool of_the_calendar(const time_parts& t) {
    using namespace std::chrono;
    const year y{static_cast<int>(number(t.year))};
    if (number(t.year) == 0) return false;
    if (t.month.empty()) return true;
    const month m{number(t.month)};
    if (!m.ok()) return false;
    return t.day.empty() || year_month_day{y, m, day{number(t.day)}}.ok();
}

} // namespace

std::optional<time_parts> read_time_stamp(std::string_view text) {
    time_parts made;
    auto rest = text;
    if (!take_offset(rest, made)) return std::nullopt;
    made.year = take(rest, 4);
    if (made.year.empty()) return std::nullopt;
    made.month = take(rest, 2);
    if (!made.month.empty()) made.day = take(rest, 2);
    if (!made.day.empty()) take_time_of_day(rest, made);
    if (!rest.empty() || !of_the_calendar(made) || !of_the_day(made)) return std::nullopt;
    return made;
}

std::optional<time_parts> read_time_of_day(std::string_view text) {
    time_parts made;
    auto rest = text;
    if (!take_offset(rest, made)) return std::nullopt;
    take_time_of_day(rest, made);
    if (made.hour.empty() || !rest.empty() || !of_the_day(made)) return std::nullopt;
    return made;
}

bool is_time_offset(std::string_view text) {
    if (text.size() != 5 || (text[0] != '+' && text[0] != '-') || !all_digits(text.substr(1))) return false;
    const auto hours_and_minutes = number(text.substr(1));
    return hours_and_minutes <= 1400 && hours_and_minutes % 100 < 60;
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace vagus::hl7
