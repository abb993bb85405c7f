#include "engine/store/seen_ring.hpp"

#include <algorithm>
#include <cstring>

namespace vagus::store {

seen_ring::seen_ring(std::size_t most, std::chrono::microseconds how_long)
    : most_{most}
    , how_long_{how_long}
    , by_digest_{0, {&ring_}, {&ring_}}
    , by_key_{0, {&ring_}, {&ring_}} {}

std::optional<seen_ring::original> seen_ring::same_bytes(const message_digest& of, time_point now) const {
    const auto found = by_digest_.find(of);
    if (found == by_digest_.end()) return std::nullopt;
    return young(ring_[*found], now);
}

std::optional<seen_ring::original> seen_ring::same_key(std::uint64_t key, time_point now) const {
    const auto found = by_key_.find(key);
    if (key == 0 || found == by_key_.end()) return std::nullopt;
    return young(ring_[*found], now);
}

template <class Found> std::optional<seen_ring::original> seen_ring::young(const Found& found, time_point now) const {
    if (now - found.seen > how_long_) return std::nullopt;
    return original{found.id, codes_[found.code]};
}

void seen_ring::add(const seen_message& message) {
    if (most_ == 0) return;
    auto at = static_cast<slot>(oldest_);
    if (ring_.size() < most_) {
        at = static_cast<slot>(ring_.size());
        ring_.emplace_back();
    } else {
        erase(at);
        oldest_ = (oldest_ + 1) % most_;
    }
    ring_[at] = {message.digest, message.id, message.seen, message.key, number_of(message.code)};
    insert_newest(by_digest_, at);
    if (message.key != 0) insert_newest(by_key_, at);
}

void seen_ring::forget(const message_digest& of) {
    const auto found = by_digest_.find(of);
    if (found == by_digest_.end()) return;
    const auto at = *found;
    by_digest_.erase(found);
    if (ring_[at].key != 0) erase_own(by_key_, at);
}

void seen_ring::drop_newest() {
    if (ring_.empty()) return;
    if (ring_.size() < most_) {
        erase(static_cast<slot>(ring_.size() - 1));
        ring_.pop_back();
    } else {
        oldest_ = (oldest_ + most_ - 1) % most_;
        erase(static_cast<slot>(oldest_));
    }
}

void seen_ring::erase(slot at) {
    erase_own(by_digest_, at);
    if (ring_[at].key != 0) erase_own(by_key_, at);
}

template <class Index> void seen_ring::insert_newest(Index& into, slot at) {
    into.erase(at); // an older one that is the same
    into.insert(at);
}

template <class Index> void seen_ring::erase_own(Index& from, slot at) {
    // A later message that is the same may have taken the place of this one.
    if (const auto found = from.find(at); found != from.end() && *found == at) from.erase(found);
}

std::size_t seen_ring::start_of(const message_digest& of) {
    std::size_t start = 0;
    std::memcpy(&start, of.data(), sizeof start);
    return start;
}

std::uint16_t seen_ring::number_of(std::string_view code) {
    auto known = std::ranges::find(codes_, code);
    if (known == codes_.end()) known = codes_.insert(codes_.end(), std::string{code});
    return static_cast<std::uint16_t>(known - codes_.begin());
}

} // namespace vagus::store
