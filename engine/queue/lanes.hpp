// The lanes of one output as a pure structure: what may be sent now. A delivery stands in every lane that one of its
// keys falls into and is sent when it is at the head of all of them: an A40 that names two patients waits for both. One
// that the receiver cannot take now is parked with its keys, and the others of its lanes pass it (see parked).
// Memory is bounded by `window`; what does not fit stays on disk (see supply).
#pragma once

#include "engine/queue/parked.hpp"
#include "engine/store/store.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace vagus::queue {

class lanes {
  public:
    using time_point = entry::time_point;
    // What may overtake what.
    enum class promise : std::uint8_t {
        strict,  // nothing: one lane, and a delivery is never parked
        per_key, // whatever shares no key
        none,    // everything: a free lane takes the next, and what is parked waits by itself
    };

    // count: 1 to limits::lanes_per_output; strict has one.
    explicit lanes(promise kept, unsigned count, window bounds = {});

    [[nodiscard]] bool has_room() const {
        return entries_.empty() || (entries_.size() < bounds_.items && bytes_ < bounds_.bytes);
    }
    [[nodiscard]] bool below_half() const { return entries_.size() * 2 < bounds_.items && bytes_ * 2 < bounds_.bytes; }
    [[nodiscard]] std::size_t size() const { return entries_.size() + parked_.size(); }
    [[nodiscard]] std::size_t parked_count() const { return parked_.size(); }

    // All that follow return the lanes that have something to do now, where they return lanes.

    // In queue order only. `reached`: the receiver may have it. `due` is kept for who sends it.
    lane_set push(store::queued_delivery delivery, bool reached = false, time_point due = {});
    // What this lane sends now, and has in hand until finished() or park(). Null: nothing, or another lane of the same
    // delivery sends it.
    [[nodiscard]] entry* take(unsigned lane, time_point now);
    // What the lane has in hand is done with.
    lane_set finished(unsigned lane);
    // What the lane has in hand is not to be sent before `due`: it steps aside, and so does from now on what names a
    // key of it. Nothing: it may not, or there is no room, and the lane keeps it in hand.
    [[nodiscard]] std::optional<lane_set> park(unsigned lane, time_point due);

    // What the lane has in hand is dead, and nothing that names a key of it may pass until unblock(). Nothing: it
    // cannot stand there, and is still in hand.
    [[nodiscard]] std::optional<lane_set> keep_dead(unsigned lane);
    // The same for one that died in an earlier life, before the first push(). False: it cannot stand there.
    [[nodiscard]] bool block(const store::dead_mark& what);
    lane_set unblock(store::delivery_ref at);

    // While it is set nothing behind it is sent, and nothing at all where it is the beginning.
    void hold(last_to_send until) { until_ = until; }
    void hurry(time_point now) { parked_.hurry(now); } // what is parked may be sent now

    [[nodiscard]] const entry* oldest() const; // that waits; null: none
    [[nodiscard]] entry* find(const message_id& message);
    [[nodiscard]] entry* find(store::delivery_ref at);
    [[nodiscard]] std::optional<unsigned> holder(const entry& what) const; // the lane that has it in hand
    // It is done with, wherever it stands. Nobody may be sending it.
    lane_set withdraw(entry& what);

    [[nodiscard]] lane_set due(time_point now) const { return parked_.homes_due(now); }
    [[nodiscard]] std::optional<time_point> next_due(time_point now) const { return parked_.next_after(now); }

    // Keys to lanes: hash mod count; no key is one common key; more than limits::keys_per_delivery is every lane.
    [[nodiscard]] lane_set lanes_of(const std::vector<std::uint64_t>& keys) const;

  private:
    [[nodiscard]] lane_set all() const;
    [[nodiscard]] lane_set idle() const;
    [[nodiscard]] bool may_go(const entry& what) const {
        return !what.leaving && (!until_ || what.delivery.at <= *until_);
    }
    [[nodiscard]] entry* next(unsigned lane, time_point now);
    void leave_lanes(entry& what);
    lane_set leave_parked(entry& what);
    lane_set advance(lane_set touched);
    [[nodiscard]] bool heads_all(const entry& what) const;

    promise kept_;
    window bounds_;
    entries entries_;
    std::vector<std::deque<entry*>> waiting_; // what a lane has in hand is still at its head, unless it was parked
    std::deque<entry*> shared_;               // of order none: for whichever lane is free
    std::vector<entry*> in_hand_;
    std::size_t bytes_ = 0;
    parked parked_;
    last_to_send until_;
    bool held_up_ = false; // a head waits for something parked, and could not be parked itself
};

} // namespace vagus::queue
