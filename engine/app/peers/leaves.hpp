// A message as people read it: one line per value, named by its path. Pure.
#pragma once

#include "parsers/hl7/message.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::peers {

struct leaf {
    std::string path;  // the printed form: PID-3[2].1, OBX[2]-5; as short as it can be read back
    std::string value; // unescaped
};
struct segment_leaves {
    std::string id;
    std::vector<leaf> leaves; // the non-empty ones, in order
};
[[nodiscard]] std::vector<segment_leaves> leaves_of(const hl7::document& message);

// Control characters as \x0D, so that a value stays on its line and cannot steer a terminal.
[[nodiscard]] std::string on_one_line(std::string_view value);

} // namespace vagus::peers
