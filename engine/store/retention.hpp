// Sealed segments that have had their time are unlinked, whole: there is no DELETE over millions of rows. A segment
// stays while anything in it is owed to somebody: a delivery that waits, a dead letter nobody has decided about, a
// legal hold.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/continuations.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/request_queue.hpp"
#include "engine/store/types.hpp"

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace vagus::store {

[[nodiscard]] clock_marks marks_of(const clock& time);
// Whether the wall clock went another way than time: then no age can be believed. Across a boot only the wall clock
// knows, and is believed between standing still and a month.
[[nodiscard]] bool clock_jumped(const clock_marks& before, const clock_marks& now);

// Why a segment stays; nothing: it may go.
[[nodiscard]] std::optional<std::string_view> stays_because(const segment_entry& which, bool owes, wall_us now,
                                                            std::chrono::microseconds kept_for);

// Thread rule: the upkeep thread.
class retention {
  public:
    // Everything given outlives it.
    retention(const settings& how, catalog& entries, const depths& counts, const continuations& fragments,
              request_queue& queue, const clock& time, reporter& report);

    // Unlinks what may go, the oldest first.
    void round();

  private:
    [[nodiscard]] bool clock_is_believed();
    // How far inputs have come is said by the newest segment that has a word on it: such words move to the live one.
    [[nodiscard]] bool carried(const segment_entry& which, const std::vector<segment_entry>& all);

    const std::filesystem::path folder_;
    const std::optional<std::chrono::microseconds> kept_for_;
    catalog& catalog_;
    const depths& counts_;
    const continuations& fragments_;
    request_queue& queue_;
    const clock& time_;
    reporter& report_;
    clock_marks marks_;
    bool said_ = false; // that the clock jumped
};

} // namespace vagus::store
