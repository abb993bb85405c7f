#include "engine/queue/lanes.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace vagus::queue {
namespace {

unsigned lowest(lane_set set) {
    return static_cast<unsigned>(std::countr_zero(set));
}

template <class F> void for_each_lane(lane_set set, F&& f) {
    for (; set != 0; set &= set - 1) f(lowest(set)); // at most 64 turns
}

} // namespace

lanes::lanes(promise kept, unsigned count, window bounds)
    : kept_{kept}
    , bounds_{bounds}
    , waiting_(std::clamp<std::size_t>(count, 1, limits::lanes_per_output))
    , in_hand_(waiting_.size())
    , parked_{true, bounds} {}

lane_set lanes::all() const {
    auto count = waiting_.size();
    return count == limits::lanes_per_output ? ~lane_set{0} : (lane_set{1} << count) - 1;
}

lane_set lanes::lanes_of(const std::vector<std::uint64_t>& keys) const {
    if (keys.size() > limits::keys_per_delivery) return all();
    lane_set set = 0;
    for (auto key : keys) set |= lane_set{1} << (key % waiting_.size());
    return set == 0 ? lane_set{1} : set;
}

lane_set lanes::push(store::queued_delivery delivery) {
    auto& fresh = entries_.emplace_back();
    fresh.delivery = std::move(delivery);
    fresh.in = lanes_of(fresh.delivery.keys);
    fresh.self = std::prev(entries_.end());
    bytes_ += fresh.delivery.body->size();
    for_each_lane(fresh.in, [&](unsigned lane) { waiting_[lane].push_back(&fresh); });
    return heads_all(fresh) ? advance(fresh.in) : 0;
}

entry* lanes::take(unsigned lane, time_point now) {
    auto& mine = in_hand_[lane];
    if (mine != nullptr) return mine;
    if (!parked_.empty()) mine = parked_.take(lane, now);
    if (mine != nullptr || waiting_[lane].empty()) return mine;
    auto& head = *waiting_[lane].front();
    if (lowest(head.in) == lane && heads_all(head) && !parked_.concerns(head)) mine = &head;
    return mine;
}

lane_set lanes::finished(unsigned lane) {
    auto& done = *std::exchange(in_hand_[lane], nullptr);
    if (done.parked) {
        auto woken = parked_.remove(done);
        return std::exchange(held_up_, false) ? woken | advance(all()) : woken;
    }
    auto touched = done.in;
    leave_lanes(done);
    entries_.erase(done.self);
    return advance(touched);
}

std::optional<lane_set> lanes::park(unsigned lane, time_point due) {
    auto& mine = *in_hand_[lane];
    if (!mine.parked && (kept_ == promise::strict || !parked_.has_room(mine))) return std::nullopt;
    in_hand_[lane] = nullptr;
    if (mine.parked) {
        parked_.put_back(mine, due);
        return 0;
    }
    leave_lanes(mine);
    parked_.add(entries_, mine, lane, due);
    return advance(mine.in);
}

void lanes::leave_lanes(const entry& what) {
    for_each_lane(what.in, [&](unsigned in) { waiting_[in].pop_front(); });
    bytes_ -= what.delivery.body->size();
}

// Looks at new heads: what must wait for something parked is parked behind it, and the next is looked at. Ends: each
// turn takes a lane from the set, and what puts lanes back into it leaves them shorter.
lane_set lanes::advance(lane_set touched) {
    lane_set woken = 0;
    while (touched != 0) {
        auto lane = lowest(touched);
        touched &= touched - 1;
        if (waiting_[lane].empty()) continue;
        auto& head = *waiting_[lane].front();
        if (!heads_all(head)) continue;
        if (!parked_.concerns(head)) {
            woken |= lane_set{1} << lowest(head.in);
        } else if (parked_.has_room(head)) {
            leave_lanes(head);
            parked_.add(entries_, head, lowest(head.in), {});
            touched |= head.in;
        } else {
            held_up_ = true;
        }
    }
    return woken;
}

bool lanes::heads_all(const entry& what) const {
    bool every = true;
    for_each_lane(what.in, [&](unsigned lane) { every = every && waiting_[lane].front() == &what; });
    return every;
}

} // namespace vagus::queue
