// Every value of a message in one pass, with its place: for whoever wants all of them. Whoever wants a few asks by
// number (segment::field, part).
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace vagus::hl7 {

// Numbers are 1-based, as people write them: PID-3[2].1.4.
struct place {
    std::uint32_t field, repetition, component, subcomponent;
};
struct leaf : place {
    std::string_view raw{};    // may be empty
    std::uint32_t segment = 1; // among those of the message
    bool escaped = false;      // an escape character is in it
};

// Some at a time: a call for each would cost as much as reading it.
using leaves_visitor = void (*)(void* to, std::span<const leaf> some);
void visit_leaves(const message& of, void* to, leaves_visitor visit);

// Calls visit(leaf) for everything that is there, empty or not, in order. MSH-1 and MSH-2 are one value each, as ever.
template <class Visit> void each_leaf(const message& of, Visit&& visit) {
    using visitor = std::remove_reference_t<Visit>;
    visit_leaves(of, &visit, [](void* to, std::span<const leaf> some) {
        for (const auto& one : some) (*static_cast<visitor*>(to))(one);
    });
}

} // namespace vagus::hl7
