#include "parsers/expr/numbers.hpp"

#include <algorithm>

namespace vagus::expr {
namespace {

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::optional<std::string> plain_number(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto point = text.find('.');
    auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    if ((whole.empty() && fraction.empty()) || !all_digits(whole) || !all_digits(fraction)) return std::nullopt;
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    std::string out = negative ? "-" : "";
    out += whole.empty() ? std::string_view{"0"} : whole;
    if (!fraction.empty()) (out += '.') += fraction;
    return out;
}

} // namespace vagus::expr
