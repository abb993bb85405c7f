// The segments a writer works on: the live one that takes new messages, and sealed ones while deliveries in them are
// still being settled. Thread rule: the writer thread (start-up before it runs).
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/segment.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace vagus::store {

// What of a group is lost. Where recording itself was cut short that is all of it, whichever segments had a transaction
// by then: a request that failed before its segment had one has left no trace there, and is not stored.
struct undone {
    bool everything = false;
    std::vector<std::uint32_t> rolled_back; // the transactions of these segments

    [[nodiscard]] bool has(std::uint32_t segment) const {
        return everything || std::ranges::find(rolled_back, segment) != rolled_back.end();
    }
};

class segments {
  public:
    // Opens the live segment, makes the first, finishes a change of segments that a crash cut short.
    segments(const settings& how, catalog& entries, const clock& time, reporter& report);

    // Both begin a transaction on the file, which ends with the next commit().
    [[nodiscard]] segment& live();
    [[nodiscard]] std::uint32_t live_number() const { return live_->no(); }
    [[nodiscard]] segment* find(std::uint32_t no); // nothing when there is none; valid until the next maintain()

    // Everything begun, the live segment first: what takes the place of a dead letter is safe before it is marked.
    void commit();
    // Of what was begun and not committed: as if it had not been. The numbers of those files.
    [[nodiscard]] std::vector<std::uint32_t> roll_back();
    // Between groups: copies logs into their files, closes what is not needed open.
    void maintain();
    // Likewise. The new file is there and open before the old one is given up.
    void seal_when_due();
    void close();

    // Writes to a sealed segment in this life of the store. Any thread: whoever reads this and then the file finds
    // there all that was counted.
    [[nodiscard]] std::uint64_t changes(std::uint32_t no) const;
    // Between groups: the reduced copy of a sealed segment takes its place. False: something was written to the segment
    // since it had seen so many changes, or somebody reads in its log. Another copy may be made another time.
    [[nodiscard]] bool replace(std::uint32_t no, std::uint64_t changes_then);
    // Asked for each decision that nobody made but time.
    [[nodiscard]] bool legally_held(std::uint32_t no) const { return catalog_.legally_held(no); }
    // Held while a file is opened by its name and while another takes that name. The writer's own opening needs none.
    [[nodiscard]] std::mutex& opening() { return opening_; }

  private:
    [[nodiscard]] bool log_is_empty(std::uint32_t no);
    void finish_change(std::uint32_t left_over, const std::vector<segment_entry>& known);
    void seal_live();

    std::filesystem::path folder_;
    std::uint64_t segment_bytes_;
    std::chrono::steady_clock::duration segment_age_;
    catalog& catalog_;
    const clock& time_;
    reporter& report_;
    std::unique_ptr<segment> live_;
    std::chrono::steady_clock::time_point seal_at_;
    std::vector<std::unique_ptr<segment>> sealed_; // the one used last is at the back
    mutable std::mutex counting_;
    std::map<std::uint32_t, std::uint64_t> changes_; // of sealed segments
    std::mutex opening_;
};

} // namespace vagus::store
