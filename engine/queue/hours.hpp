// Times of day, by clocks on the wall where the site is, and the hours of an output: `open: 05:00-23:00`. Pure.
#pragma once

#include "base/clock.hpp"
#include "config/types.hpp"
#include "parsers/zones/zone.hpp"

#include <chrono>

namespace vagus::queue {

// 02:00, as minutes after midnight.
[[nodiscard]] config::type<std::chrono::minutes> time_of_day();

// From the first minute until before the last one; over midnight where that is the earlier of the two.
struct hours {
    std::chrono::minutes from{0};
    std::chrono::minutes to{0}; // 24 h: until midnight

    [[nodiscard]] bool hold(std::chrono::minutes of_day) const;
    bool operator==(const hours&) const = default;
};
[[nodiscard]] config::type<hours> hours_type();

// What clocks show counts: an hour that comes twice when they go back is there twice, and hours that begin in one that
// is left out begin with the next.
[[nodiscard]] bool is_open(const hours& of, const zones::zone& local, wall_us now);
// How long it stays so; no hours last longer than two days.
[[nodiscard]] std::chrono::microseconds until_change(const hours& of, const zones::zone& local, wall_us now);

} // namespace vagus::queue
