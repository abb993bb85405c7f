#include "parsers/expr/numbers.hpp"

#include "parsers/hl7/formats.hpp"

#include <algorithm>

namespace vagus::expr {

std::optional<std::string> plain_number(std::string_view text) {
    if (!hl7::is_number(text)) return std::nullopt;
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    const auto point = text.find('.');
    auto whole = text.substr(0, point);
    const auto fraction = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    std::string out = negative ? "-" : "";
    out += whole.empty() ? std::string_view{"0"} : whole;
    if (!fraction.empty()) (out += '.') += fraction;
    return out;
}

} // namespace vagus::expr
