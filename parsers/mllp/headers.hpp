// The segments that a message or a batch begins with. Private to parsers/mllp.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace vagus::mllp {

inline constexpr std::array<std::string_view, 3> headers{"MSH", "BHS", "FHS"};
inline constexpr std::size_t header_length = 3;

[[nodiscard]] inline bool begins_header(std::string_view text) {
    return std::ranges::any_of(headers, [&](auto header) { return text.starts_with(header); });
}

} // namespace vagus::mllp
