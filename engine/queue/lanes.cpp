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
    , parked_{kept != promise::none, bounds} {}

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

lane_set lanes::idle() const {
    lane_set found = 0;
    for (unsigned lane = 0; lane < in_hand_.size(); ++lane) {
        if (in_hand_[lane] == nullptr) found |= lane_set{1} << lane;
    }
    return found;
}

lane_set lanes::push(store::queued_delivery delivery, bool reached, time_point due) {
    auto& fresh = entries_.emplace_back();
    fresh.delivery = std::move(delivery);
    fresh.reached = reached;
    fresh.due = due;
    fresh.self = std::prev(entries_.end());
    bytes_ += fresh.delivery.body->size();
    if (kept_ == promise::none) {
        shared_.push_back(&fresh);
        return idle();
    }
    fresh.in = lanes_of(fresh.delivery.keys);
    for_each_lane(fresh.in, [&](unsigned lane) { waiting_[lane].push_back(&fresh); });
    return heads_all(fresh) ? advance(fresh.in) : 0;
}

entry* lanes::take(unsigned lane, time_point now) {
    auto& mine = in_hand_[lane];
    if (mine == nullptr) mine = next(lane, now);
    return mine != nullptr && may_go(*mine) ? mine : nullptr;
}

entry* lanes::next(unsigned lane, time_point now) {
    if (!parked_.empty()) {
        if (auto* due = parked_.take(lane, now, until_)) return due;
    }
    auto& line = kept_ == promise::none ? shared_ : waiting_[lane];
    if (line.empty() || !may_go(*line.front())) return nullptr;
    auto* head = line.front();
    if (kept_ == promise::none) {
        line.pop_front();
        return head;
    }
    return lowest(head->in) == lane && heads_all(*head) && !parked_.concerns(*head) ? head : nullptr;
}

lane_set lanes::finished(unsigned lane) {
    return withdraw(*in_hand_[lane]);
}

lane_set lanes::withdraw(entry& what) {
    lane_set woken = 0;
    if (auto hand = std::ranges::find(in_hand_, &what); hand != in_hand_.end()) {
        *hand = nullptr;
    } else if (kept_ == promise::none && !what.parked) {
        std::erase(shared_, &what);
        woken = idle(); // a front that is leaving holds up whoever is free
    }
    if (what.parked) return leave_parked(what);
    auto touched = what.in;
    leave_lanes(what);
    entries_.erase(what.self);
    return woken | advance(touched);
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

std::optional<lane_set> lanes::keep_dead(unsigned lane) {
    auto& mine = *in_hand_[lane];
    if (kept_ != promise::per_key || !parked_.has_room_for_dead(mine.delivery)) return std::nullopt;
    in_hand_[lane] = nullptr;
    const bool was_parked = mine.parked;
    if (!was_parked) {
        leave_lanes(mine);
        parked_.add(entries_, mine, lane, {});
    }
    parked_.bury(mine); // which gives back its room
    if (!was_parked) return advance(mine.in);
    return std::exchange(held_up_, false) ? advance(all()) : 0;
}

bool lanes::block(const store::dead_mark& what) {
    store::queued_delivery delivery;
    delivery.at = what.at;
    delivery.message = what.message;
    delivery.keys = what.keys;
    delivery.body = std::make_shared<const std::string>();
    if (kept_ != promise::per_key || !parked_.has_room_for_dead(delivery)) return false;
    entries one;
    auto& dead = one.emplace_back();
    dead.delivery = std::move(delivery);
    dead.self = one.begin();
    parked_.add(one, dead, 0, {});
    parked_.bury(dead);
    return true;
}

lane_set lanes::unblock(store::delivery_ref at) {
    auto is_it = [at](const entry& each) { return each.dead && each.delivery.at == at; };
    auto found = std::ranges::find_if(parked_.all(), is_it);
    return found == parked_.all().end() ? 0 : leave_parked(*found);
}

const entry* lanes::oldest() const {
    const entry* found = entries_.empty() ? nullptr : &entries_.front();
    for (const auto& each : parked_.all()) {
        if (!each.dead && (found == nullptr || each.delivery.at < found->delivery.at)) found = &each;
    }
    return found;
}

entry* lanes::find(const message_id& message) {
    auto is_it = [&](const entry& each) { return !each.dead && each.delivery.message == message; };
    for (auto* all : {&entries_, &parked_.all()}) {
        if (auto found = std::ranges::find_if(*all, is_it); found != all->end()) return &*found;
    }
    return nullptr;
}

entry* lanes::find(store::delivery_ref at) {
    auto is_it = [at](const entry& each) { return !each.dead && each.delivery.at == at; };
    for (auto* all : {&entries_, &parked_.all()}) {
        if (auto found = std::ranges::find_if(*all, is_it); found != all->end()) return &*found;
    }
    return nullptr;
}

std::optional<unsigned> lanes::holder(const entry& what) const {
    const auto hand = std::ranges::find(in_hand_, &what);
    if (hand == in_hand_.end()) return std::nullopt;
    return static_cast<unsigned>(hand - in_hand_.begin());
}

void lanes::leave_lanes(entry& what) {
    bytes_ -= what.delivery.body->size();
    for_each_lane(what.in, [&](unsigned in) {
        auto& line = waiting_[in];
        if (line.front() == &what) {
            line.pop_front();
        } else {
            std::erase(line, &what);
        }
    });
}

lane_set lanes::leave_parked(entry& what) {
    auto woken = parked_.remove(what);
    return std::exchange(held_up_, false) ? woken | advance(all()) : woken;
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
