// A value that is replaced as a whole while others use it: whoever has got it keeps it to the end of what they do.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace vagus {

// Any thread.
template <class T> class current {
  public:
    explicit current(std::shared_ptr<const T> first)
        : value_{std::move(first)} {}

    [[nodiscard]] std::shared_ptr<const T> get() const {
        std::lock_guard hold{guard_};
        return value_;
    }
    void set(std::shared_ptr<const T> next) {
        std::lock_guard hold{guard_};
        value_.swap(next); // the old one may end with `next`, outside of the lock: parameters go last
    }

  private:
    mutable std::mutex guard_;
    std::shared_ptr<const T> value_;
};

} // namespace vagus
