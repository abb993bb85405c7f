// A clock that a test moves.
#pragma once

#include "base/clock.hpp"

#include <chrono>

namespace vagus::access::test {

class moved_clock final : public clock {
  public:
    [[nodiscard]] wall_us wall() const override { return wall_; }
    [[nodiscard]] std::chrono::steady_clock::time_point steady() const override { return steady_; }
    void pass(std::chrono::microseconds span) {
        wall_ += span.count();
        steady_ += span;
    }

  private:
    wall_us wall_ = 1'700'000'000'000'000;
    std::chrono::steady_clock::time_point steady_{std::chrono::hours{1}};
};

} // namespace vagus::access::test
