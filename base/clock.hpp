// The clock seam: time comes in through here, so that "retries for three days" tests in a millisecond.
#pragma once

#include <chrono>
#include <cstdint>

namespace vagus {

using wall_us = std::int64_t; // microseconds since 1970, UTC

class clock {
  public:
    virtual ~clock() = default;
    // May jump both ways: for people to read, never for order or for waiting.
    [[nodiscard]] virtual wall_us wall() const = 0;
    // Never goes back: for everything that waits.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady() const = 0;
};

// The machine's clock. Any thread.
[[nodiscard]] const clock& system_clock();

} // namespace vagus
