#include "parsers/hl7/place_behind.hpp"

#include "parsers/hl7/blanks.hpp"
#include "parsers/hl7/refusal.hpp"

namespace vagus::hl7 {

std::string place_behind(std::string_view before) {
    constexpr std::size_t separator_at = 3; // in a header
    auto line = without_lead(before);
    stopping known{.whole = before,
                   .segment = line.data(),
                   .ended = 0,
                   .field_separator = line.size() > separator_at ? line[separator_at] : '\0'};
    for (auto end = line.find_first_of("\r\n"); end != std::string_view::npos; end = line.find_first_of("\r\n")) {
        line = without_blanks(line.substr(end));
        known.segment = line.data();
        ++known.ended;
    }
    std::optional<parse_error> found;
    refuse(found, known, before.data() + before.size(), "");
    return found->where;
}

} // namespace vagus::hl7
