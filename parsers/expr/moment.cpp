#include "parsers/expr/moment.hpp"

#include "parsers/hl7/times.hpp"

#include <charconv>

namespace vagus::expr {
namespace {

using namespace std::chrono;

// Digits, and no others: read_time_stamp() saw to that.
int number(std::string_view digits, int otherwise = 0) {
    int n = otherwise;
    std::from_chars(digits.data(), digits.data() + digits.size(), n);
    return n;
}

precision precision_of(const hl7::time_parts& of) {
    if (of.month.empty()) return precision::year;
    if (of.day.empty()) return precision::month;
    if (of.hour.empty()) return precision::day;
    if (of.minute.empty()) return precision::hour;
    return of.second.empty() ? precision::minute : precision::second;
}

std::string padded(long n, std::size_t width) {
    auto digits = std::to_string(n);
    return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

} // namespace

std::optional<moment> read_moment(std::string_view text) {
    const auto read = hl7::read_time_stamp(text);
    if (!read) return std::nullopt;
    const auto date = year{number(read->year)} / month{static_cast<unsigned>(number(read->month, 1))} /
                      day{static_cast<unsigned>(number(read->day, 1))};
    return moment{local_days{date} + hours{number(read->hour)} + minutes{number(read->minute)} +
                      seconds{number(read->second)},
                  precision_of(*read), std::string{read->fraction}, read_ahead(read->offset)};
}

std::string to_text(const moment& of) {
    const auto days = floor<std::chrono::days>(of.shown);
    const year_month_day date{days};
    const hh_mm_ss time{of.shown - days};
    auto out = padded(int{date.year()}, 4);
    if (of.to >= precision::month) out += padded(unsigned{date.month()}, 2);
    if (of.to >= precision::day) out += padded(unsigned{date.day()}, 2);
    if (of.to >= precision::hour) out += padded(time.hours().count(), 2);
    if (of.to >= precision::minute) out += padded(time.minutes().count(), 2);
    if (of.to >= precision::second) out += padded(time.seconds().count(), 2);
    if (!of.fraction.empty()) (out += '.') += of.fraction;
    return of.ahead ? out + ahead_text(*of.ahead) : out;
}

std::optional<minutes> read_ahead(std::string_view text) {
    if (!hl7::is_time_offset(text)) return std::nullopt;
    const auto ahead = hours{number(text.substr(1, 2))} + minutes{number(text.substr(3, 2))};
    return text.front() == '-' ? -ahead : ahead;
}

std::string ahead_text(minutes ahead) {
    const auto size = abs(ahead);
    return (ahead < minutes{0} ? "-" : "+") + padded(floor<hours>(size).count(), 2) +
           padded((size % hours{1}).count(), 2);
}

microseconds fraction_of(const moment& of) {
    auto digits = of.fraction.substr(0, 6);
    digits.resize(6, '0');
    return microseconds{number(digits)};
}

} // namespace vagus::expr
