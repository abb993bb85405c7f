// An export as a tree of elements; pugixml ends behind this header. A document with a DOCTYPE is refused, so there are
// no entities but XML's own five, and nothing is ever fetched. Pure.
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::mirth {

struct element {
    std::string name;
    std::string kind;    // its attribute `class`
    std::string version; // its attribute `version`
    std::string text;    // what stands in it besides elements
    std::vector<element> children;

    // The first child of that name; an empty element where there is none, so that a way down needs no questions.
    [[nodiscard]] const element& operator[](std::string_view child) const;
    [[nodiscard]] bool has(std::string_view child) const;
};

// The root. The error says what is wrong, in words for the person who has the file.
[[nodiscard]] result<element, std::string> read_xml(std::string_view bytes);

} // namespace vagus::mirth
