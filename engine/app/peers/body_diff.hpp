// What differs between a body that was made and one as it should be: JSON by pointers, HL7 by paths, anything else as a
// whole. Pure.
#pragma once

#include "engine/app/peers/message_diff.hpp"

#include <string>
#include <vector>

namespace vagus::peers {

struct not_compared {
    std::vector<std::string> pointers; // with all that is below them
    std::vector<ignored> places;
};

// Of more differences only their number is said.
inline constexpr std::size_t differences_told = 10;

// A sentence each: "/entry/0/id is 'x', expected 'y'"; empty: they are equal.
[[nodiscard]] std::vector<std::string> body_differences(const std::string& got, const std::string& expected,
                                                        const not_compared& without = {});

} // namespace vagus::peers
