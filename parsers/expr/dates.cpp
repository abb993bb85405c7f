#include "parsers/expr/dates.hpp"

#include <algorithm>
#include <chrono>

namespace vagus::expr {
namespace {

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

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

bool of_the_day(const hl7_time& t) {
    return (t.hour.empty() || number(t.hour) < 24) && (t.minute.empty() || number(t.minute) < 60) &&
           (t.second.empty() || number(t.second) < 60);
}

bool of_the_calendar(const hl7_time& t) {
    using namespace std::chrono;
    const year y{static_cast<int>(number(t.year))};
    if (number(t.year) == 0) return false;
    if (t.month.empty()) return true;
    const month m{number(t.month)};
    if (!m.ok()) return false;
    return t.day.empty() || year_month_day{y, m, day{number(t.day)}}.ok();
}

// HH[MM[SS[.SSSS]]] at the start of `rest`. Half an hour's digits stay in rest, and what stays there is wrong.
void read_day_time(std::string_view& rest, hl7_time& into) {
    into.hour = take(rest, 2);
    if (!into.hour.empty()) into.minute = take(rest, 2);
    if (!into.minute.empty()) into.second = take(rest, 2);
    if (into.second.empty() || !rest.starts_with('.')) return;
    const auto end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (end == 1) return;
    into.fraction = rest.substr(1, end - 1);
    rest.remove_prefix(end);
}

std::string time_text(const hl7_time& of) {
    const auto or_zero = [](std::string_view part) { return std::string{part.empty() ? "00" : part}; };
    std::string out = std::string{of.hour} + ":" + or_zero(of.minute) + ":" + or_zero(of.second);
    if (!of.fraction.empty()) (out += '.') += of.fraction;
    return out;
}

std::string offset_text(std::string_view offset) {
    if (offset == "Z") return "Z";
    return std::string{offset.substr(0, 3)} + ":" + std::string{offset.substr(offset.size() - 2)};
}

} // namespace

bool is_offset(std::string_view text) {
    if (text == "Z") return true;
    if (!text.starts_with('+') && !text.starts_with('-')) return false;
    auto digits = std::string{text.substr(1)};
    if (digits.size() == 5 && digits[2] == ':') digits.erase(2, 1);
    return digits.size() == 4 && all_digits(digits) && number(digits) <= 1400 && number(digits) % 100 < 60;
}

std::optional<hl7_time> read_time(std::string_view text) {
    hl7_time made;
    auto rest = text;
    const auto sign = rest.find_first_of("+-");
    if (sign != std::string_view::npos) {
        made.offset = rest.substr(sign);
        rest = rest.substr(0, sign);
        if (made.offset.size() != 5 || !is_offset(made.offset)) return std::nullopt;
    }
    made.year = take(rest, 4);
    if (made.year.empty()) return std::nullopt;
    made.month = take(rest, 2);
    if (!made.month.empty()) made.day = take(rest, 2);
    if (!made.day.empty()) read_day_time(rest, made);
    if (!rest.empty() || !of_the_calendar(made) || !of_the_day(made)) return std::nullopt;
    return made;
}

std::string fhir_date(const hl7_time& of) {
    std::string out{of.year};
    if (!of.month.empty()) (out += '-') += of.month;
    if (!of.day.empty()) (out += '-') += of.day;
    return out;
}

std::optional<std::string> fhir_date_time(const hl7_time& of, std::string_view offset) {
    auto out = fhir_date(of);
    if (of.hour.empty()) return out;
    const auto given = of.offset.empty() ? offset : of.offset;
    if (!is_offset(given)) return std::nullopt;
    return out + "T" + time_text(of) + offset_text(given);
}

std::optional<std::string> fhir_time(std::string_view text) {
    hl7_time made;
    auto rest = text.substr(0, text.find_first_of("+-")); // FHIR's time has no offset
    read_day_time(rest, made);
    if (made.minute.empty() || !rest.empty() || !of_the_day(made)) return std::nullopt;
    return time_text(made);
}

} // namespace vagus::expr
