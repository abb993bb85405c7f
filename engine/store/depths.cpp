#include "engine/store/depths.hpp"

#include <algorithm>
#include <set>

namespace vagus::store {
namespace {

std::uint64_t* place(queue_depth& cell, delivery_state state) {
    switch (state) {
    case delivery_state::pending: return &cell.pending;
    case delivery_state::dead:
    case delivery_state::failed: return &cell.dead;
    case delivery_state::awaiting: return &cell.awaiting;
    case delivery_state::delivered:
    case delivery_state::discarded:
    case delivery_state::retried:
    case delivery_state::withdrawn:
    case delivery_state::linked: return nullptr; // done: nobody waits for these
    }
    return nullptr;
}

} // namespace

void depths::stage(std::uint32_t number, std::uint32_t segment, std::optional<delivery_state> from, delivery_state to) {
    staged_.push_back({number, segment, from, to});
}

void depths::publish() {
    std::scoped_lock hold{mutex_};
    for (const auto& [number, segment, from, to] : staged_) {
        auto cell = cells_.try_emplace({number, segment}).first;
        if (auto* count = place(cell->second, to)) ++*count;
        if (auto* count = from ? place(cell->second, *from) : nullptr) --*count;
        const auto& left = cell->second;
        if (left.pending == 0 && left.dead == 0 && left.awaiting == 0) cells_.erase(cell);
    }
    staged_.clear();
}

void depths::drop(std::uint32_t segment) {
    std::erase_if(staged_, [segment](const change& each) { return each.segment == segment; });
}

void depths::add(std::uint32_t number, std::uint32_t segment, delivery_state state, std::uint64_t count) {
    std::scoped_lock hold{mutex_};
    if (auto* total = place(cells_[{number, segment}], state)) *total += count;
}

queue_depth depths::of(std::uint32_t number) const {
    std::scoped_lock hold{mutex_};
    queue_depth sum;
    for (auto at = cells_.lower_bound({number, 0}); at != cells_.end() && at->first.first == number; ++at) {
        sum.pending += at->second.pending;
        sum.dead += at->second.dead;
        sum.awaiting += at->second.awaiting;
    }
    return sum;
}

std::uint64_t depths::pending() const {
    std::scoped_lock hold{mutex_};
    std::uint64_t sum = 0;
    for (const auto& [where, cell] : cells_) sum += cell.pending;
    return sum;
}

std::uint64_t depths::owed(std::uint32_t segment) const {
    std::scoped_lock hold{mutex_};
    std::uint64_t sum = 0;
    for (const auto& [where, cell] : cells_)
        if (where.second == segment) sum += cell.pending + cell.dead + cell.awaiting;
    return sum;
}

bool depths::has_dead(std::uint32_t segment) const {
    std::scoped_lock hold{mutex_};
    return std::ranges::any_of(
        cells_, [segment](const auto& each) { return each.first.second == segment && each.second.dead != 0; });
}

std::vector<std::uint32_t> depths::segments_pending(std::uint32_t number, std::uint32_t first) const {
    std::scoped_lock hold{mutex_};
    std::vector<std::uint32_t> found;
    for (auto at = cells_.lower_bound({number, first}); at != cells_.end() && at->first.first == number; ++at) {
        if (at->second.pending != 0) found.push_back(at->first.second);
    }
    return found;
}

std::vector<std::uint32_t> depths::segments_dead() const {
    std::scoped_lock hold{mutex_};
    std::set<std::uint32_t> found;
    for (const auto& [where, cell] : cells_) {
        if (cell.dead != 0) found.insert(where.second);
    }
    return {found.begin(), found.end()};
}

} // namespace vagus::store
