// Every value of a segment in one pass, with its place: for whoever wants all of them. Whoever wants a few asks by
// number (segment::field, part).
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <string_view>
#include <type_traits>

namespace vagus::hl7 {

// Numbers are 1-based, as people write them: PID-3[2].1.4.
struct leaf {
    std::uint32_t field = 0;
    std::uint32_t repetition = 1;
    std::uint32_t component = 1;
    std::uint32_t subcomponent = 1;
    std::string_view raw{}; // may be empty
    bool escaped = false;   // an escape character is in it
};

using leaf_visitor = void (*)(void* to, const leaf& one);
void visit_leaves(const segment& of, const delimiters& marks, void* to, leaf_visitor visit);

// Calls visit(leaf) for everything that is there, empty or not, in order. MSH-1 and MSH-2 are one value each, as ever.
template <class Visit> void each_leaf(const segment& of, const delimiters& marks, Visit&& visit) {
    using visitor = std::remove_reference_t<Visit>;
    visit_leaves(of, marks, &visit, [](void* to, const leaf& one) { (*static_cast<visitor*>(to))(one); });
}

} // namespace vagus::hl7
