// Expectations of tests set right where they stand, in a text whose comments, order and quotes stay. Pure.
#pragma once

#include "routes/testing.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {

struct corrected_text {
    std::string text;
    std::size_t written = 0; // corrections made; others stand in blocks, or would need one
};
// `corrections` are of this text, whose index among the files they name.
[[nodiscard]] corrected_text corrected(std::string_view text, std::vector<routes::correction> corrections);

} // namespace vagus::app
