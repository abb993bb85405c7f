#include "engine/store/remembered.hpp"

#include <algorithm>
#include <cstring>

namespace vagus::store {

remembered::remembered(std::size_t most, std::chrono::microseconds how_long)
    : most_{most}
    , how_long_{how_long}
    , index_{0, hash{&ring_}, same{&ring_}} {}

std::optional<remembered::original> remembered::find(std::uint32_t input, const std::array<std::uint8_t, 16>& digest,
                                                     wall_us now) {
    auto found = index_.find(key{input, digest});
    if (found == index_.end()) return std::nullopt;
    const auto& first = ring_[*found];
    if (now - first.received > how_long_.count()) {
        index_.erase(found);
        return std::nullopt;
    }
    return original{first.id, codes_[first.code]};
}

void remembered::add(const seen_message& message) {
    if (most_ == 0) return;
    auto at = static_cast<slot>(oldest_);
    if (ring_.size() < most_) {
        at = static_cast<slot>(ring_.size());
        ring_.emplace_back();
    } else {
        forget(at);
        oldest_ = (oldest_ + 1) % most_;
    }
    ring_[at] = {message.digest, message.id, message.received, message.input, number_of(message.code)};
    index_.erase(at); // an older one with the same bytes
    index_.insert(at);
}

void remembered::forget(std::uint32_t input, const std::array<std::uint8_t, 16>& digest) {
    if (const auto found = index_.find(key{input, digest}); found != index_.end()) index_.erase(found);
}

void remembered::drop_newest(std::size_t n) {
    for (n = std::min(n, ring_.size()); n > 0; --n) {
        if (ring_.size() < most_) {
            forget(static_cast<slot>(ring_.size() - 1));
            ring_.pop_back();
        } else {
            oldest_ = (oldest_ + most_ - 1) % most_;
            forget(static_cast<slot>(oldest_));
        }
    }
}

void remembered::forget(slot at) {
    // A later message with the same bytes may have taken the place of one that was too old.
    if (auto found = index_.find(at); found != index_.end() && *found == at) index_.erase(found);
}

std::uint16_t remembered::number_of(std::string_view code) {
    auto known = std::find(codes_.begin(), codes_.end(), code);
    if (known == codes_.end()) known = codes_.insert(codes_.end(), std::string{code});
    return static_cast<std::uint16_t>(known - codes_.begin());
}

std::size_t remembered::hash::operator()(slot at) const {
    return (*this)(key{(*ring)[at].input, (*ring)[at].digest});
}

std::size_t remembered::hash::operator()(const key& of) const {
    std::size_t start = 0; // a digest is as good as random: its first bytes are a hash
    std::memcpy(&start, of.digest.data(), sizeof start);
    return start ^ of.input;
}

bool remembered::same::operator()(slot a, slot b) const {
    return (*this)(key{(*ring)[a].input, (*ring)[a].digest}, b);
}

bool remembered::same::operator()(const key& a, slot b) const {
    return a.input == (*ring)[b].input && a.digest == (*ring)[b].digest;
}

} // namespace vagus::store
