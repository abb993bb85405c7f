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

std::optional<seen_ring::change> seen_ring::add(const seen_message& message) {
    if (most_ == 0) return std::nullopt;
    change made;
    made.id_ = message.id;
    made.added_ = true;
    made.at_ = static_cast<slot>(oldest_);
    if (ring_.size() < most_) {
        made.at_ = static_cast<slot>(ring_.size());
        ring_.emplace_back();
    } else {
        made.was_ = erase(made.at_);
        made.before_ = ring_[made.at_];
        oldest_ = (oldest_ + 1) % most_;
    }
    ring_[made.at_] = {message.digest, message.id, message.seen, message.key, number_of(message.code)};
    made.digest_of_ = insert_newest(by_digest_, made.at_);
    if (message.key != 0) made.key_of_ = insert_newest(by_key_, made.at_);
    return made;
}

std::optional<seen_ring::change> seen_ring::forget(const message_digest& of, message_id id) {
    const auto found = by_digest_.find(of);
    if (found == by_digest_.end() || ring_[*found].id != id) return std::nullopt;
    change made;
    made.id_ = id;
    made.at_ = *found;
    made.was_ = erase(made.at_);
    return made;
}

void seen_ring::take_back(const change& what) {
    if (!what.added_) {
        // One that was stored since may have overwritten it.
        if (ring_[what.at_].id == what.id_) find_again(what.at_, what.was_);
        return;
    }
    erase(what.at_);
    if (what.before_) {
        ring_[what.at_] = *what.before_;
        find_again(what.at_, what.was_);
        oldest_ = (oldest_ + most_ - 1) % most_;
    } else {
        ring_.pop_back();
    }
    if (what.digest_of_) find_again(*what.digest_of_, {.digest = true});
    if (what.key_of_) find_again(*what.key_of_, {.key = true});
}

seen_ring::change::found_by seen_ring::erase(slot at) {
    return {erase_own(by_digest_, at), ring_[at].key != 0 && erase_own(by_key_, at)};
}

void seen_ring::find_again(slot at, change::found_by how) {
    if (how.digest) by_digest_.insert(at); // nothing where a newer one is the same
    if (how.key) by_key_.insert(at);
}

template <class Index> std::optional<seen_ring::slot> seen_ring::insert_newest(Index& into, slot at) {
    std::optional<slot> older;
    if (const auto same = into.find(at); same != into.end()) {
        older = *same;
        into.erase(same);
    }
    into.insert(at);
    return older;
}

template <class Index> bool seen_ring::erase_own(Index& from, slot at) {
    // A later message that is the same may have taken the place of this one.
    const auto found = from.find(at);
    if (found == from.end() || *found != at) return false;
    from.erase(found);
    return true;
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
