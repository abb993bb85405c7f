#include "parsers/path/elements.hpp"

namespace vagus::path {
namespace {

// text with its part n set; an empty value does not pad out what is not there.
std::string part_set(std::string_view text, char separator, std::size_t n, std::string_view value) {
    if (value.empty() && hl7::part(text, separator, n).empty()) return std::string{text};
    return hl7::with_part(text, separator, n, value);
}

} // namespace

std::string element_set(const path& p, std::string_view repetition, std::string_view value,
                        const hl7::delimiters& marks) {
    if (!p.component) return std::string{value};
    if (!p.subcomponent) return part_set(repetition, marks.component, *p.component, value);
    auto component = hl7::part(repetition, marks.component, *p.component);
    return part_set(repetition, marks.component, *p.component,
                    part_set(component, marks.subcomponent, *p.subcomponent, value));
}

std::string text_set(const path& p, std::string_view repetition, std::string_view value, const hl7::delimiters& marks) {
    if (!p.component || p.subcomponent) return element_set(p, repetition, value, marks);
    const auto component = hl7::part(repetition, marks.component, *p.component);
    if (hl7::parts(component, marks.subcomponent) == 1) return element_set(p, repetition, value, marks);
    return part_set(repetition, marks.component, *p.component, part_set(component, marks.subcomponent, 1, value));
}

} // namespace vagus::path
