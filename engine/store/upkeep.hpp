// What the store does beside the road, on a thread of its own, so that the writer never waits for it: it looks at the
// disk, and removes what has had its time.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/store/headroom.hpp"
#include "engine/store/retention.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace vagus::store {

class upkeep {
  public:
    upkeep(headroom& room, retention& old, const clock& time, reporter& report); // all outlive it

    void stop(); // after the round in hand

  private:
    void run();
    void remove_old();

    headroom& room_;
    retention& old_;
    const clock& time_;
    reporter& report_;
    std::chrono::steady_clock::time_point next_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::jthread thread_; // last: it uses all the others
};

} // namespace vagus::store
