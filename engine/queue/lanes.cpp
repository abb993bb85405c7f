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

lanes::lanes(unsigned count, window bounds)
    : bounds_{bounds}
    , waiting_(std::clamp<std::size_t>(count, 1, limits::lanes_per_output)) {}

lane_set lanes::lanes_of(const std::vector<std::uint64_t>& keys) const {
    auto count = waiting_.size();
    auto all = count == limits::lanes_per_output ? ~lane_set{0} : (lane_set{1} << count) - 1;
    if (keys.size() > limits::keys_per_delivery) return all;
    lane_set set = 0;
    for (auto key : keys) set |= lane_set{1} << (key % count);
    return set == 0 ? lane_set{1} : set;
}

lane_set lanes::push(store::queued_delivery delivery) {
    auto& it = items_.emplace_back();
    it.delivery = std::move(delivery);
    it.in = lanes_of(it.delivery.keys);
    it.self = std::prev(items_.end());
    bytes_ += it.delivery.body->size();
    for_each_lane(it.in, [&](unsigned lane) { waiting_[lane].push_back(&it); });
    return heads_all(it) ? lane_set{1} << lowest(it.in) : 0;
}

store::queued_delivery* lanes::head(unsigned lane) {
    if (runner(lane) != lane_set{1} << lane) return nullptr;
    return &waiting_[lane].front()->delivery;
}

lane_set lanes::finished(unsigned lane) {
    auto* done = waiting_[lane].front();
    lane_set woken = 0;
    for_each_lane(done->in, [&](unsigned in) { waiting_[in].pop_front(); });
    for_each_lane(done->in, [&](unsigned in) { woken |= runner(in); });
    bytes_ -= done->delivery.body->size();
    items_.erase(done->self);
    return woken;
}

bool lanes::heads_all(const item& it) const {
    bool all = true;
    for_each_lane(it.in, [&](unsigned lane) { all = all && waiting_[lane].front() == &it; });
    return all;
}

lane_set lanes::runner(unsigned lane) const {
    if (waiting_[lane].empty()) return 0;
    const auto& it = *waiting_[lane].front();
    return heads_all(it) ? lane_set{1} << lowest(it.in) : 0;
}

} // namespace vagus::queue
