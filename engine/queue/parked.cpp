#include "engine/queue/parked.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <memory>
#include <string>
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
    const bool fits = bytes_ + what.delivery.body->size() <= bounds_.parked_bytes || size() == 0;
    return size() < bounds_.parked_items && fits;
}

bool parked::has_room_for_dead(const store::queued_delivery& what) const {
    return what.keys.size() <= limits::keys_per_delivery && dead_ < bounds_.dead_items;
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

entry* parked::take(unsigned home, time_point now, const last_to_send& until) {
    for (auto at = ready_.begin(); at != ready_.end() && at->first <= now; ++at) {
        auto& found = *at->second;
        if (found.home != home || found.leaving || (until && found.delivery.at > *until)) continue;
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
    not_ready(what);
    for (auto key : keys_of(what)) {
        auto line = lines_.find(key);
        if (line == lines_.end()) continue; // a key named twice
        std::erase(line->second, &what);
        if (line->second.empty()) lines_.erase(line);
    }
    lane_set woken = 0;
    for (auto key : keys_of(what)) {
        if (auto line = lines_.find(key); line != lines_.end()) woken |= make_ready(*line->second.front());
    }
    bytes_ -= what.delivery.body->size();
    if (what.dead) --dead_;
    entries_.erase(what.self);
    return woken;
}

void parked::bury(entry& what) {
    static const auto nothing = std::make_shared<const std::string>();
    not_ready(what);
    bytes_ -= what.delivery.body->size();
    what.delivery.body = nothing;
    what.dead = true;
    ++dead_;
}

void parked::hurry(time_point now) {
    for (auto& [due, each] : std::exchange(ready_, {})) {
        each->due = std::min(each->due, now);
        ready_.emplace(each->due, each);
    }
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
    if (what.ready || what.dead || !first_everywhere(what)) return 0;
    what.ready = true;
    ready_.emplace(what.due, &what);
    return lane_set{1} << what.home;
}

void parked::not_ready(entry& what) {
    if (!std::exchange(what.ready, false)) return;
    auto [from, to] = ready_.equal_range(what.due);
    ready_.erase(std::find_if(from, to, [&](const auto& each) { return each.second == &what; }));
}

} // namespace vagus::queue
