// What makes a stored sample a message of its own: a fresh control id (MSH-10) and time (MSH-7).
#pragma once

#include "base/clock.hpp"
#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <string>

namespace vagus::peers {

// Control ids of one process: 20 characters (the least that every version's MSH-10 holds), the time to the second, four
// characters drawn once, and a counter, so that two tools started at the same second do not meet.
class control_ids {
  public:
    explicit control_ids(std::uint32_t drawn)
        : drawn_{drawn} {}
    [[nodiscard]] std::string next(wall_us now);

  private:
    std::uint32_t drawn_;
    std::uint32_t counter_ = 0;
};

// UTC as HL7 writes it: 20260301090242+0000.
[[nodiscard]] std::string hl7_time(wall_us now);

// The message with MSH-7 and MSH-10 replaced; all other bytes untouched.
[[nodiscard]] std::string stamped(const hl7::message& message, const std::string& time, const std::string& control_id);

} // namespace vagus::peers
