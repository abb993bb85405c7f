// Both clocks at one moment, by which it is told whether the wall clock went another way than time. Any thread.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <string>

namespace vagus::store {

struct clock_marks {
    wall_us wall = 0;
    std::int64_t steady = 0; // microseconds; begins anew with each boot of the machine
    std::string boot{};      // the system's name for this boot; empty: not known
};

[[nodiscard]] clock_marks marks_of(const clock& time);
// Then no age can be believed. Across a boot only the wall clock knows, and is believed between standing still and a
// month.
[[nodiscard]] bool clock_jumped(const clock_marks& before, const clock_marks& now);

} // namespace vagus::store
