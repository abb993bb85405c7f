#include "engine/store/remembered.hpp"

#include <algorithm>
#include <ranges>

namespace vagus::store {

void remembered::add(std::uint32_t input, const seen_message& message) {
    auto& ring = ring_of(input);
    if (const auto made = ring.add(message)) open_.push_back({&ring, *made});
}

void remembered::forget(std::uint32_t input, const message_digest& of, message_id id) {
    auto& ring = ring_of(input);
    if (const auto made = ring.forget(of, id)) open_.push_back({&ring, *made});
}

void remembered::roll_back(const std::vector<std::uint32_t>& segments) {
    for (const auto& [ring, what] : std::views::reverse(open_)) {
        if (std::ranges::find(segments, what.id().segment) != segments.end()) ring->take_back(what);
    }
    open_.clear();
}

std::size_t remembered::size() const {
    std::size_t sum = 0;
    for (const auto& [input, ring] : rings_) sum += ring.size();
    return sum;
}

seen_ring& remembered::ring_of(std::uint32_t input) {
    if (const auto known = rings_.find(input); known != rings_.end()) return known->second;
    const auto [most, how_long] = how_much_(input);
    return rings_.try_emplace(input, most, how_long).first->second;
}

} // namespace vagus::store
