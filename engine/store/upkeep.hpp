// What the store does beside the road, on a thread of its own, so that the writer never waits for it: it looks at the
// disk.
#pragma once

#include "engine/store/headroom.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace vagus::store {

class upkeep {
  public:
    explicit upkeep(headroom& room); // outlives it

    void stop(); // after the round in hand

  private:
    void run();

    headroom& room_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::jthread thread_; // last: it uses all the others
};

} // namespace vagus::store
