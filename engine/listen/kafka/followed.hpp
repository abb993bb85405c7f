// Messages of a Kafka input that were accepted and have not come to their end, with the records they came as.
// Thread rule: one thread.
#pragma once

#include "engine/listen/kafka/place.hpp"
#include "engine/store/types.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace vagus::listen::kafka {

// A record; of messages of an earlier life, whose records are not known, a number in their place.
struct origin {
    partition from;
    std::int64_t offset = 0;
    bool recalled = false;
    auto operator<=>(const origin&) const = default;
};

class followed {
  public:
    struct one {
        message_id message;
        std::map<store::delivery_ref, store::settlement> waiting;
    };
    // With its deliveries as they stand. False: it has come to its end already, and is not followed.
    bool add(const origin& what, message_id message, const std::vector<store::settlement>& standing) {
        one made{message, {}};
        for (const auto& each : standing)
            if (each.state == store::delivery_state::pending) made.waiting.emplace(each.at, each);
        if (made.waiting.empty()) return false;
        for (const auto& [at, each] : made.waiting) by_delivery_.emplace(at, what);
        ids_.insert(message);
        all_.insert_or_assign(what, std::move(made));
        return true;
    }
    // A delivery has come to its end. The records whose messages have with it.
    [[nodiscard]] std::vector<origin> told(store::delivery_ref at) {
        std::vector<origin> ended;
        const auto [first, last] = by_delivery_.equal_range(at);
        for (auto each = first; each != last; ++each) {
            auto& whose = all_.at(each->second);
            whose.waiting.erase(at);
            if (whose.waiting.empty()) ended.push_back(each->second);
        }
        by_delivery_.erase(first, last);
        for (const auto& each : ended) drop(each);
        return ended;
    }
    void drop(const origin& what) {
        const auto at = all_.find(what);
        if (at == all_.end()) return;
        for (const auto& [delivery, standing] : at->second.waiting) {
            const auto [first, last] = by_delivery_.equal_range(delivery);
            for (auto each = first; each != last;) each = each->second == what ? by_delivery_.erase(each) : ++each;
        }
        ids_.erase(ids_.find(at->second.message));
        all_.erase(at);
    }

    [[nodiscard]] std::size_t size() const { return all_.size(); }
    // From here on messages may not have come to their end.
    [[nodiscard]] std::optional<message_id> lowest() const {
        return ids_.empty() ? std::nullopt : std::optional{*ids_.begin()};
    }
    [[nodiscard]] const std::map<origin, one>& all() const { return all_; }

  private:
    std::map<origin, one> all_;
    std::multimap<store::delivery_ref, origin> by_delivery_; // a repeat has the deliveries of the first
    std::multiset<message_id> ids_;
};

} // namespace vagus::listen::kafka
