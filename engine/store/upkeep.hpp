// What the store does beside the road, on threads of its own, so that the writer never waits for it: one looks at the
// disk, one removes what has had its time. Copying a segment takes minutes, and a disk may be full in seconds.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/store/headroom.hpp"
#include "engine/store/retention.hpp"

#include <chrono>
#include <stop_token>
#include <thread>

namespace vagus::store {

class upkeep {
  public:
    upkeep(headroom& room, retention& old, const clock& time, reporter& report); // all outlive it

    void stop(); // after the segment in hand

  private:
    void look(const std::stop_token& stops);
    void remove_old(const std::stop_token& stops, std::chrono::steady_clock::time_point next);

    headroom& room_;
    retention& old_;
    const clock& time_;
    reporter& report_;
    std::jthread looks_; // last: they use all the others
    std::jthread rounds_;
};

} // namespace vagus::store
