#include "engine/queue/parked.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <utility>

namespace vagus::queue {
namespace {

constexpr std::uint64_t common_key[] = {0}; // of a delivery without keys; see lanes::lanes_of

bool names_too_many(const entry& what) {
    return what.delivery.keys.size() > limits::keys_per_delivery;
}

} // namespace

std::span<const std::uint64_t> parked::keys_of(const entry& what) const {
    if (!keyed_) return {};
    if (what.delivery.keys.empty()) return common_key;
    return what.delivery.keys;
}

bool parked::concerns(const entry& what) const {
    if (entries_.empty() || !keyed_) return false;
    if (names_too_many(what)) return true;
    return std::ranges::any_of(keys_of(what), [this](auto key) { return lines_.contains(key); });
}

bool parked::has_room(const entry& what) const {
    if (keyed_ && names_too_many(what)) return false;
    const bool fits = bytes_ + what.delivery.body->size() <= bounds_.parked_bytes || entries_.empty();
    return entries_.size() < bounds_.parked_items && fits;
}

void parked::add(entries& from, entry& what, unsigned home, time_point due) {
    entries_.splice(entries_.end(), from, what.self);
    bytes_ += what.delivery.body->size();
    what.parked = true;
    what.home = home;
    what.due = due;
    for (auto key : keys_of(what)) lines_[key].push_back(&what);
    make_ready(what);
}

entry* parked::take(unsigned home, time_point now) {
    for (auto at = ready_.begin(); at != ready_.end() && at->first <= now; ++at) {
        auto& found = *at->second;
        if (found.home != home) continue;
        ready_.erase(at);
        found.ready = false;
        return &found;
    }
    return nullptr;
}

void parked::put_back(entry& what, time_point due) {
    what.due = due;
    make_ready(what);
}

lane_set parked::remove(entry& what) {
    lane_set woken = 0;
    for (auto key : keys_of(what)) {
        auto line = lines_.find(key);
        line->second.pop_front(); // what is sent was first in all its lines
        if (line->second.empty()) lines_.erase(line);
    }
    for (auto key : keys_of(what)) {
        if (auto line = lines_.find(key); line != lines_.end()) woken |= make_ready(*line->second.front());
    }
    bytes_ -= what.delivery.body->size();
    entries_.erase(what.self);
    return woken;
}

lane_set parked::homes_due(time_point now) const {
    lane_set homes = 0;
    for (auto at = ready_.begin(); at != ready_.end() && at->first <= now; ++at)
        homes |= lane_set{1} << at->second->home;
    return homes;
}

std::optional<parked::time_point> parked::next_after(time_point now) const {
    auto later = ready_.upper_bound(now);
    return later == ready_.end() ? std::nullopt : std::optional{later->first};
}

bool parked::first_everywhere(const entry& what) const {
    return std::ranges::all_of(keys_of(what), [&](auto key) { return lines_.at(key).front() == &what; });
}

lane_set parked::make_ready(entry& what) {
    if (what.ready || !first_everywhere(what)) return 0;
    what.ready = true;
    ready_.emplace(what.due, &what);
    return lane_set{1} << what.home;
}

} // namespace vagus::queue
