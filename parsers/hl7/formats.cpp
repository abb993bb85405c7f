#include "parsers/hl7/formats.hpp"

#include "parsers/hl7/times.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::hl7 {
namespace {

constexpr version_number precision_varies{2, 3, 0};
constexpr version_number hours_alone{2, 5, 0};
constexpr version_number short_sequences{2, 5, 0};

constexpr std::size_t most_fraction_digits = 4;
constexpr std::size_t most_sequence_digits = 4;

std::string_view date(std::string_view value, const version_number& spoken) {
    const auto read = read_time_stamp(value);
    const bool whole = read && read->hour.empty() && read->offset.empty();
    if (spoken < precision_varies) return whole && !read->day.empty() ? "" : "a date, YYYYMMDD";
    return whole ? "" : "a date, YYYY[MM[DD]]";
}

std::string_view time_of_day(std::string_view value, const version_number& spoken) {
    const auto read = read_time_of_day(value);
    const bool fits = read && read->fraction.size() <= most_fraction_digits;
    if (spoken < precision_varies)
        return fits && !read->minute.empty() ? "" : "a time of day, HHMM[SS[.SSSS]][+/-ZZZZ]";
    return fits ? "" : "a time of day, HH[MM[SS[.S[S[S[S]]]]]][+/-ZZZZ]";
}

std::string_view point_in_time(std::string_view value, const version_number& spoken) {
    const auto read = read_time_stamp(value);
    const bool fits = read && read->fraction.size() <= most_fraction_digits;
    const bool lone_hour = fits && !read->hour.empty() && read->minute.empty();
    if (spoken >= hours_alone) return fits ? "" : "a point in time, YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]";
    if (spoken >= precision_varies)
        return fits && !lone_hour ? "" : "a point in time, YYYY[MM[DD[HHMM[SS[.S[S[S[S]]]]]]]][+/-ZZZZ]";
    return fits && !lone_hour && !read->day.empty() ? "" : "a point in time, YYYYMMDD[HHMM[SS[.SSSS]]][+/-ZZZZ]";
}

std::string_view number(std::string_view value, const version_number& /*spoken*/) {
    return is_number(value) ? "" : "a number: a sign or none, digits, and at most one point";
}

std::string_view sequence(std::string_view value, const version_number& spoken) {
    const bool fits = all_digits(value) && (spoken < short_sequences || value.size() <= most_sequence_digits);
    if (fits) return "";
    return spoken < short_sequences ? "a sequence number: digits alone" : "a sequence number: one to four digits";
}

using check = std::string_view (*)(std::string_view, const version_number&);
constexpr std::array<std::pair<std::string_view, check>, 6> checks{{{"DT", date},
                                                                    {"DTM", point_in_time},
                                                                    {"NM", number},
                                                                    {"SI", sequence},
                                                                    {"TM", time_of_day},
                                                                    {"TS", point_in_time}}};

const check* check_of(std::string_view type) {
    const auto* found = std::ranges::find(checks, type, &std::pair<std::string_view, check>::first);
    return found == checks.end() ? nullptr : &found->second;
}

} // namespace

std::string_view expected_format(std::string_view type, std::string_view value, const version_number& spoken) {
    const auto* fits = check_of(type);
    if (fits == nullptr || value.empty() || value == R"("")") return {};
    return (*fits)(value, spoken);
}

bool has_format(std::string_view type) {
    return check_of(type) != nullptr;
}

bool is_number(std::string_view text) {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    const auto point = text.find('.');
    const auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if (whole.empty() && fraction.empty()) return false;
    return (whole.empty() || all_digits(whole)) && (fraction.empty() || all_digits(fraction));
}

} // namespace vagus::hl7
