// A time in the past, as people say it. Pure.
#pragma once

#include "base/clock.hpp"

#include <optional>
#include <string_view>

namespace vagus::peers {

// "2h": so long before `now`. "2026-11-26", "2026-11-26T10:00", "2026-11-26T10:00:30Z": UTC, as all times here.
// Nothing for anything else.
[[nodiscard]] std::optional<wall_us> parse_moment(std::string_view text, wall_us now);

} // namespace vagus::peers
