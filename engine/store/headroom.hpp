// Room on the store's disk. Below the floor of free space inputs stop while outputs go on; where a write finds no room
// at all the ballast, a file that only occupies space, is given up so that what is queued can still be settled. Both
// end by themselves when there is room again.
#pragma once

#include "base/report.hpp"
#include "engine/store/disk.hpp"
#include "engine/store/types.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>

namespace vagus::store {

class headroom {
  public:
    headroom(const settings& how, reporter& report);

    // Any thread.
    [[nodiscard]] bool takes_messages() const { return !low_.load(std::memory_order_relaxed) && !out(); }
    [[nodiscard]] bool out() const { return out_.load(std::memory_order_relaxed); }
    [[nodiscard]] disk_room now() const;

    // Looks how much is free. One thread at a time.
    void look();
    // A write found no room. Gives up the ballast; false when that has happened before. The writer thread.
    [[nodiscard]] bool ran_out();

  private:
    void recover(std::uint64_t free);

    const std::filesystem::path folder_;
    const std::filesystem::path ballast_;
    const std::uint64_t floor_;
    const std::uint64_t ballast_bytes_;
    const std::uint64_t enough_; // inputs that stopped go on above this
    disk& disk_;
    reporter& report_;
    std::atomic<std::uint64_t> free_ = 0;
    std::atomic<bool> low_ = false; // below the floor
    std::atomic<bool> out_ = false; // a write found no room since
    std::mutex mutex_;              // of the ballast, and of whether a write found no room
    bool held_ = false;
};

} // namespace vagus::store
