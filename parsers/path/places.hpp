// Among which segments a path looks: all of them, those of a group, or the one of a loop. Private to parsers/path.
#pragma once

#include "parsers/path/path.hpp"
#include "parsers/path/scope.hpp"

#include <cstddef>
#include <vector>

namespace vagus::path {

// Segments [begin, end), only those that stand directly in a group where one is named.
struct extent {
    std::size_t begin = 0;
    std::size_t end = 0;
    const hl7::grouping* groups = nullptr;
    std::size_t directly_in = nowhere;

    [[nodiscard]] bool holds(std::size_t segment) const {
        return directly_in == nowhere || groups->holder(segment) == directly_in;
    }
};

// For a path with a segment name that is read in a loop, or that goes through groups.
// - Through groups: the segments of each; a group stands anywhere inside the one before it.
// - The name of the loop's own segment: that one. Any other name: those of the nearest group around that has such
//   segments; ../ begins one group further out. What a group holds directly comes before what its groups hold.
// - Where the structure is not known: up to the loop's segment, the last one; or all.
[[nodiscard]] std::vector<extent> places_of(const path& p, const scope& at);

} // namespace vagus::path
