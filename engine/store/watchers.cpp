#include "engine/store/watchers.hpp"

#include "engine/store/outbox.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vagus::store {

void watchers::add(delivery_ref at, mailbox& box, std::weak_ptr<const watcher> whom) {
    // Resends of one message wait for the same delivery one after another.
    for (auto [each, last] = waiting_.equal_range(at); each != last;)
        each = each->second.whom.expired() ? waiting_.erase(each) : std::next(each);
    waiting_.emplace(at, place{&box, std::move(whom), group_});
}

void watchers::stage(delivery_ref at, std::uint32_t output, delivery_state state, const std::string& answer) {
    if (waiting_.empty()) return;
    const auto [first, last] = waiting_.equal_range(at);
    for (auto each = first; each != last; ++each)
        if (!each->second.whom.expired()) staged_.push_back({each->second, {at, output, state, answer}});
    told_.insert(first, last);
    waiting_.erase(first, last);
}

void watchers::committed() {
    ++group_;
    told_.clear();
}

void watchers::roll_back(const std::vector<std::uint32_t>& segments) {
    const auto lost = [&](delivery_ref at) { return std::ranges::find(segments, at.segment) != segments.end(); };
    std::erase_if(staged_, [&](const letter& each) { return lost(each.what.at); });
    std::erase_if(told_, [&](const auto& each) { return !lost(each.first); });
    waiting_.merge(told_);
    told_.clear();
    std::erase_if(waiting_, [&](const auto& each) { return each.second.group == group_ && lost(each.first); });
}

void watchers::hand_out(outbox& out) {
    for (auto& each : std::exchange(staged_, {}))
        out.put(*each.to.box, [whom = std::move(each.to.whom), what = std::move(each.what)] {
            if (const auto handler = whom.lock()) (*handler)(what);
        });
}

} // namespace vagus::store
