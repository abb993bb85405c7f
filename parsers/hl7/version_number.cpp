#include "parsers/hl7/version_number.hpp"

#include "parsers/hl7/element.hpp"

#include <charconv>

namespace vagus::hl7 {

version_number read_version_number(std::string_view text) {
    version_number found{};
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto number = part(text, '.', i + 1);
        std::from_chars(number.data(), number.data() + number.size(), found[i]);
    }
    return found;
}

} // namespace vagus::hl7
