// Deliveries that stepped out of their lanes, so that others may pass: one whose receiver said "not now", and whatever
// came after it and names one of its keys. Each waits in a line at every key it names, and may be sent when it is first
// in all of them and its time has come. A dead letter that nothing may pass (`hold_key`) stands in the same lines, and
// is never sent. Pure. Bounded by `window`.
#pragma once

#include "engine/store/store.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>

namespace vagus::queue {

// Deliveries of one output held in memory.
struct window {
    std::size_t items = 2048;
    std::size_t bytes = std::size_t{8} << 20U; // one larger message is held alone
    // Beside them, parked. At the limit a delivery that would be parked stays at the head of its lanes and holds them.
    std::size_t parked_items = 1024;
    std::size_t parked_bytes = std::size_t{4} << 20U; // one larger message is parked alone
    std::size_t dead_items = 1024; // dead letters that hold their keys; at the limit the output stops (see unresolved)
};

using lane_set = std::uint64_t; // bit n: lane n
// While an output is held: what is up to here is still sent. Nothing: it is not held.
using last_to_send = std::optional<store::delivery_ref>;

// A delivery in memory, in its lanes or parked.
struct entry {
    using time_point = std::chrono::steady_clock::time_point;

    store::queued_delivery delivery;
    time_point first_try{}; // of this life: steady time ends with it
    bool leaving = false;   // a person took it out, which is not durable yet: never to be sent
    bool reached = false;   // the receiver may have it, or it is being sent
    lane_set in = 0;
    time_point due{}; // not to be sent before; of one that is not parked as an earlier life said
    std::list<entry>::iterator self{};
    // Of a parked one:
    bool parked = false;
    bool dead = false;
    bool ready = false; // first in all its lines, and in nobody's hand
    unsigned home = 0;  // the lane that sends it
};
using entries = std::list<entry>;

class parked {
  public:
    using time_point = entry::time_point;

    // keyed: false where deliveries have no keys, and each waits by itself.
    parked(bool keyed, const window& bounds)
        : keyed_{keyed}
        , bounds_{bounds} {}

    [[nodiscard]] bool empty() const { return entries_.empty(); }
    [[nodiscard]] std::size_t size() const { return entries_.size() - dead_; } // without dead letters
    // Must wait for something that is parked.
    [[nodiscard]] bool concerns(const entry& what) const;
    // It may be parked. One of more than limits::keys_per_delivery keys never is: not all that it waits for is known.
    [[nodiscard]] bool has_room(const entry& what) const;

    // The same for dead letters.
    [[nodiscard]] bool has_room_for_dead(const store::queued_delivery& what) const;

    // `due`: not to be sent before. It is taken out of `from`, which holds it; pointers to it stay valid.
    void add(entries& from, entry& what, unsigned home, time_point due);
    // What lane `home` may send now; the lane has it in hand until put_back() or remove(). Null: nothing.
    [[nodiscard]] entry* take(unsigned home, time_point now, const last_to_send& until);
    void put_back(entry& what, time_point due);
    // It is done with, wherever it stands in its lines. Returns the homes of what may be sent now in its place.
    lane_set remove(entry& what);
    // It is dead, and keeps its place in its lines until it is removed.
    void bury(entry& what);
    void hurry(time_point now); // nothing waits for its time any more

    [[nodiscard]] entries& all() { return entries_; }
    [[nodiscard]] const entries& all() const { return entries_; }
    [[nodiscard]] lane_set homes_due(time_point now) const;
    [[nodiscard]] std::optional<time_point> next_after(time_point now) const; // when more will be due

  private:
    [[nodiscard]] std::span<const std::uint64_t> keys_of(const entry& what) const;
    [[nodiscard]] bool first_everywhere(const entry& what) const;
    lane_set make_ready(entry& what);
    void not_ready(entry& what);

    bool keyed_;
    window bounds_;
    entries entries_;
    std::size_t bytes_ = 0;
    std::size_t dead_ = 0;
    std::unordered_map<std::uint64_t, std::deque<entry*>> lines_; // by key, in queue order; none is empty
    std::multimap<time_point, entry*> ready_;                     // by due
};

} // namespace vagus::queue
