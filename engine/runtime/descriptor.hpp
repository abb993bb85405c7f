// A file descriptor that closes itself.
#pragma once

#include <unistd.h>
#include <utility>

namespace vagus::runtime {

class descriptor {
  public:
    descriptor() = default;
    explicit descriptor(int number) // negative: none
        : number_{number} {}
    ~descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    descriptor(descriptor&& other) noexcept
        : number_{std::exchange(other.number_, -1)} {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    [[nodiscard]] int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

  private:
    int number_ = -1;
};

} // namespace vagus::runtime
