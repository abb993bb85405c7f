// The lanes of one output as a pure structure: what may be sent now. A delivery stands in every lane that one of its
// keys falls into and is sent when it is at the head of all of them: an A40 that names two patients waits for both.
// Memory is bounded by `window`; what does not fit stays on disk (see output_queue).
#pragma once

#include "engine/store/store.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <vector>

namespace vagus::queue {

// Deliveries of one output held in memory.
struct window {
    std::size_t items = 2048;
    std::size_t bytes = std::size_t{8} << 20U; // one larger message is held alone
};

using lane_set = std::uint64_t; // bit n: lane n

class lanes {
  public:
    // count: 1 to limits::lanes_per_output. One lane: everything in order (strict).
    explicit lanes(unsigned count, window bounds = {});

    [[nodiscard]] bool has_room() const {
        return items_.empty() || (items_.size() < bounds_.items && bytes_ < bounds_.bytes);
    }
    [[nodiscard]] std::size_t size() const { return items_.size(); }
    [[nodiscard]] bool below_half() const { return items_.size() * 2 < bounds_.items && bytes_ * 2 < bounds_.bytes; }

    // In queue order only. Returns the lanes that have something to do now.
    lane_set push(store::queued_delivery delivery);
    // What this lane sends now; null: nothing, or another lane of the same delivery sends it. Stays valid until
    // finished().
    [[nodiscard]] store::queued_delivery* head(unsigned lane);
    // The head is done with. Returns the lanes that have something to do now.
    lane_set finished(unsigned lane);

    // Keys to lanes: hash mod count; no key is one common key; more than limits::keys_per_delivery is every lane.
    [[nodiscard]] lane_set lanes_of(const std::vector<std::uint64_t>& keys) const;

  private:
    struct item {
        store::queued_delivery delivery;
        lane_set in = 0;
        std::list<item>::iterator self;
    };
    [[nodiscard]] bool heads_all(const item& it) const;
    [[nodiscard]] lane_set
    runner(unsigned lane) const; // the lane that would send the head of `lane`, if it may be sent

    window bounds_;
    std::list<item> items_;
    std::vector<std::deque<item*>> waiting_;
    std::size_t bytes_ = 0;
};

} // namespace vagus::queue
