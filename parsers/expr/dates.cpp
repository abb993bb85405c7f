#include "parsers/expr/dates.hpp"

namespace vagus::expr {
namespace {

std::string time_text(const hl7::time_parts& of) {
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
    auto plain = std::string{text};
    if (plain.size() == 6 && plain[3] == ':') plain.erase(3, 1);
    return hl7::is_time_offset(plain);
}

std::string fhir_date(const hl7::time_parts& of) {
    std::string out{of.year};
    if (!of.month.empty()) (out += '-') += of.month;
    if (!of.day.empty()) (out += '-') += of.day;
    return out;
}

std::optional<std::string> fhir_date_time(const hl7::time_parts& of, std::string_view offset) {
    auto out = fhir_date(of);
    if (of.hour.empty()) return out;
    const auto given = of.offset.empty() ? offset : of.offset;
    if (!is_offset(given)) return std::nullopt;
    return out + "T" + time_text(of) + offset_text(given);
}

std::optional<std::string> fhir_time(std::string_view text) {
    const auto read = hl7::read_time_of_day(text.substr(0, text.find_first_of("+-"))); // FHIR's time has no offset
    if (!read || read->minute.empty()) return std::nullopt;
    return time_text(*read);
}

} // namespace vagus::expr
