// What differs between two messages, value by value. Pure.
#pragma once

#include "engine/app/peers/leaves.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vagus::peers {

struct difference {
    std::string path;                 // where it stands in the first message; in the second, when only that has it
    std::optional<std::string> first; // absent: nothing stands there
    std::optional<std::string> second;
    place at{}; // what `path` names
};

// A place not to look at: PID, PID-3, PID-5.1, PID-5.1.2, in every segment of that name and every repetition.
struct ignored {
    std::string segment;
    std::optional<std::size_t> field;
    std::optional<std::size_t> component;
    std::optional<std::size_t> subcomponent;
};

// Beyond this many pairs of segments to compare, those between the like beginning and the like end are taken in order.
inline constexpr std::size_t most_pairs = 4'000'000;

// In the order of the messages. Segments are aligned first: one more OBX in the middle is one difference, not a
// difference in every OBX after it. Line ends and delimiters do not count, only MSH-1 and MSH-2 as values.
[[nodiscard]] std::vector<difference> differences(const std::vector<segment_leaves>& first,
                                                  const std::vector<segment_leaves>& second,
                                                  const std::vector<ignored>& not_these = {});

} // namespace vagus::peers
