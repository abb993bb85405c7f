// Bytes in flight for the whole process: frames being received and messages not yet answered. Above the limit sessions
// stop reading: back-pressure is not reading.
#pragma once

#include <atomic>
#include <cstddef>

namespace vagus::intake {

class budget {
  public:
    explicit budget(std::size_t most)
        : most_{most} {}

    // Any thread. False: nothing was taken.
    [[nodiscard]] bool take(std::size_t bytes) {
        auto before = used_.fetch_add(bytes, std::memory_order_relaxed);
        if (before + bytes <= most_) return true;
        used_.fetch_sub(bytes, std::memory_order_relaxed);
        return false;
    }
    void give_back(std::size_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
    [[nodiscard]] std::size_t used() const { return used_.load(std::memory_order_relaxed); }
    [[nodiscard]] std::size_t most() const { return most_; }

  private:
    const std::size_t most_;
    std::atomic<std::size_t> used_{0};
};

// One session's part of the budget, given back when the session ends however it ends.
class share {
  public:
    explicit share(budget& whole)
        : whole_{whole} {}
    ~share() { hold(0); }
    share(const share&) = delete;
    share& operator=(const share&) = delete;

    // Holds exactly this many bytes from now on. False: no room, and the share is as it was. Shrinking always succeeds.
    bool hold(std::size_t bytes) {
        if (bytes > held_ && !whole_.take(bytes - held_)) return false;
        if (bytes < held_) whole_.give_back(held_ - bytes);
        held_ = bytes;
        return true;
    }

    bool hold_more(std::size_t bytes) { return hold(held_ + bytes); }

  private:
    budget& whole_;
    std::size_t held_ = 0;
};

} // namespace vagus::intake
