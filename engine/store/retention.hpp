// Sealed segments that have had their time go: there is no DELETE over millions of rows. One in which nothing is owed
// to anybody is unlinked; one in which a delivery waits, or a dead letter nobody has decided about, is reduced to that
// (reduction.hpp). Under a legal hold, and while fragments in it wait for the next, it stays whole. What went stays
// known in its index (indices.hpp).
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/clock_marks.hpp"
#include "engine/store/continuations.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/headroom.hpp"
#include "engine/store/indices.hpp"
#include "engine/store/memories.hpp"
#include "engine/store/request_queue.hpp"
#include "engine/store/segments.hpp"
#include "engine/store/types.hpp"

#include <filesystem>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

// Why a segment stays whole; nothing: it goes, but for what it owes.
[[nodiscard]] std::optional<std::string_view> stays_because(const segment_entry& which, bool fragments, wall_us now,
                                                            std::chrono::microseconds kept_for);

// Thread rule: the upkeep thread, but for what says otherwise.
class retention {
  public:
    // Everything given outlives it.
    retention(const settings& how, catalog& entries, const segments& files, const depths& counts,
              const continuations& fragments, memories& known, const headroom& room, request_queue& queue,
              const clock& time, reporter& report);

    // Unlinks and reduces what may go, the oldest first; makes indices, and removes those that have had their time;
    // forgets what routes need not remember any more. Ends between two segments where it is to stop.
    void round(const std::stop_token& stops = {});
    // A person says that the clock is right. Any thread.
    void believe_clock();

  private:
    [[nodiscard]] std::optional<wall_us> believed_time();
    void mark_clock();
    void look_after_all(const std::stop_token& stops, wall_us now);
    void look_after(const segment_entry& which, const std::vector<segment_entry>& all, wall_us now);
    void remove(const segment_entry& which, const std::vector<segment_entry>& all);
    void reduce(const segment_entry& which);
    // Of a segment that is about to be copied: when again, if that is in vain.
    void put_off(std::uint32_t no);
    void expire_dead(const segment_entry& which, wall_us now);
    [[nodiscard]] bool is_worth_it(std::uint32_t no, std::uint64_t changes);
    [[nodiscard]] bool take_place(std::uint32_t no, std::uint64_t changes);
    // What the writer will answer to that.
    template <class Make> [[nodiscard]] std::future<bool> ask(Make make);
    // How far inputs have come is said by the newest segment that has a word on it: such words move to the live one.
    [[nodiscard]] bool carried(const segment_entry& which, const std::vector<segment_entry>& all);
    // And what routes remember, where that is the newest word on it.
    [[nodiscard]] bool memory_carried(std::uint32_t from, std::uint32_t live);

    const std::filesystem::path folder_;
    const std::optional<std::chrono::microseconds> kept_for_;
    const std::optional<std::chrono::microseconds> dead_kept_for_;
    const std::set<std::string> held_by_dead_;
    catalog& catalog_;
    const segments& files_;
    const depths& counts_;
    const continuations& fragments_;
    memories& known_;
    const headroom& room_;
    request_queue& queue_;
    const clock& time_;
    reporter& report_;
    indices indices_;
    std::mutex believing_; // marks_, and what follows from them
    clock_marks marks_;
    std::uint32_t live_then_;
    std::chrono::steady_clock::time_point mark_at_; // in the catalog
    bool said_ = false;                             // that the clock jumped
    std::map<std::uint32_t, wall_us> oldest_dead_;  // undecided, by segment, where that is known
    std::map<std::uint32_t, std::uint64_t> seen_;   // changes of segments that were looked at in the last round
    struct attempts {
        int tries = 0; // in vain, but for the one that is being made
        std::chrono::steady_clock::duration wait{};
        std::chrono::steady_clock::time_point next{};
    };
    std::map<std::uint32_t, attempts> put_off_;   // segments that could not be reduced yet
    std::map<std::uint32_t, std::string> failed_; // what was said of segments that cannot be read or reduced
};

} // namespace vagus::store
