// When a file of many messages is due: at a time of day, once each day, as clocks on the wall show it. Pure.
#pragma once

#include "parsers/zones/zone.hpp"

#include <chrono>
#include <string>

namespace vagus::deliver::file {

struct slot {
    std::chrono::sys_seconds due;
    std::chrono::local_days day; // of the clock on the wall
    bool operator==(const slot&) const = default;
};

// The first one that comes after `received`: that of a message depends on nothing but its receipt, so one that was
// missed while the engine was down is due at the next start. A time that clocks leave out is due when they go forward,
// one that they show twice the first time: every day has one.
[[nodiscard]] slot slot_after(std::chrono::sys_time<std::chrono::microseconds> received, std::chrono::minutes at,
                              const zones::zone& in);

// The last one that has come.
[[nodiscard]] slot slot_before(std::chrono::sys_time<std::chrono::microseconds> now, std::chrono::minutes at,
                               const zones::zone& in);
// That of a message, seen from `now`. No receipt is later than that: a slot behind the next one shows that the clock
// ran ahead and was put right. Such a message goes with what was due last, so that it holds up those behind it no
// longer than any other; and not with what is due next, which nobody would see come, for at that moment it is the one
// after.
[[nodiscard]] slot slot_at(std::chrono::sys_time<std::chrono::microseconds> received,
                           std::chrono::sys_time<std::chrono::microseconds> now, std::chrono::minutes at,
                           const zones::zone& in);

// "20260301-0200": as it is stated, also where clocks have left it out.
[[nodiscard]] std::string name_of(const slot& which, std::chrono::minutes at);
// "20260301020000+0100" (HL7 v2.5.1, data type TS).
[[nodiscard]] std::string hl7_time_of(const slot& which, const zones::zone& in);

} // namespace vagus::deliver::file
