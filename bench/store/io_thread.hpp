// The I/O thread of a bench: the one that calls run_until().
#pragma once

#include "engine/store/store.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace vagus::bench {

class io_thread final : public store::mailbox {
  public:
    void post(std::vector<std::move_only_function<void()>> work) override {
        {
            std::scoped_lock hold{mutex_};
            if (work_.empty()) {
                work_ = std::move(work);
            } else {
                for (auto& each : work) work_.push_back(std::move(each));
            }
        }
        came_.notify_one();
    }
    template <class Done> void run_until(Done done) {
        while (!done()) {
            std::vector<std::move_only_function<void()>> work;
            {
                std::unique_lock hold{mutex_};
                came_.wait_for(hold, std::chrono::milliseconds{100}, [this] { return !work_.empty(); });
                work.swap(work_);
            }
            for (auto& each : work) each();
        }
    }

  private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<std::move_only_function<void()>> work_;
};

} // namespace vagus::bench
