// A disk whose room the test sets.
#pragma once

#include "engine/store/disk.hpp"

#include <atomic>

namespace vagus::tests {

class small_disk final : public store::disk {
  public:
    explicit small_disk(std::uint64_t free)
        : free_{free} {}
    std::optional<std::uint64_t> free_bytes(const std::filesystem::path& /*folder*/) override { return free_.load(); }
    bool read_only(const std::filesystem::path& /*folder*/) override { return false; }
    bool reserve(const std::filesystem::path& /*file*/, std::uint64_t bytes) override {
        if (bytes > free_) return false;
        free_ -= bytes;
        held_ = bytes;
        return true;
    }
    bool release(const std::filesystem::path& /*file*/) override {
        auto gives = held_.exchange(0);
        free_ += gives;
        return gives > 0;
    }
    void leave(std::uint64_t free) { free_ = free; }
    [[nodiscard]] std::uint64_t held() const { return held_; }

  private:
    std::atomic<std::uint64_t> free_;
    std::atomic<std::uint64_t> held_ = 0;
};

} // namespace vagus::tests
