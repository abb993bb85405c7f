// A message as people read it: one line per value, named by its path. Pure.
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::peers {

// Where a value stands; all numbers count from 1.
struct place {
    std::string segment;
    std::size_t occurrence = 1; // among the segments of that name
    std::size_t field = 1;
    std::size_t repetition = 1;
    std::size_t component = 1;
    std::size_t subcomponent = 1;

    bool operator==(const place&) const = default;
};
// The same form for every value, for programs: PID-3[1].1.1, OBX[2]-5[1].1.1.
[[nodiscard]] std::string in_full(const place& at);
[[nodiscard]] std::string segment_path(const std::string& id, std::size_t occurrence); // OBX, OBX[2]

struct leaf {
    place at;
    std::string path;  // the printed form: PID-3[2].1, OBX[2]-5; as short as it can be read back
    std::string value; // unescaped
};
struct segment_leaves {
    std::string id;
    std::size_t occurrence = 1;
    std::vector<leaf> leaves; // the non-empty ones, in order
};
[[nodiscard]] std::vector<segment_leaves> leaves_of(const hl7::message& message);

// Control characters as \x0D, so that a value stays on its line and cannot steer a terminal.
[[nodiscard]] std::string on_one_line(std::string_view value);

} // namespace vagus::peers
