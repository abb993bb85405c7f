#include "engine/store/watchers.hpp"

#include "engine/store/outbox.hpp"

#include <iterator>
#include <utility>

namespace vagus::store {

void watchers::add(delivery_ref at, mailbox& box, std::weak_ptr<const watcher> whom) {
    // Resends of one message wait for the same delivery one after another.
    for (auto [each, last] = waiting_.equal_range(at); each != last;)
        each = each->second.whom.expired() ? waiting_.erase(each) : std::next(each);
    waiting_.emplace(at, place{&box, std::move(whom)});
}

void watchers::stage(delivery_ref at, std::uint32_t output, delivery_state state, const std::string& answer) {
    if (waiting_.empty()) return;
    const auto [first, last] = waiting_.equal_range(at);
    for (auto each = first; each != last; ++each)
        if (!each->second.whom.expired()) staged_.push_back({each->second, {at, output, state, answer}});
    waiting_.erase(first, last);
}

void watchers::hand_out(outbox& out) {
    for (auto& each : std::exchange(staged_, {}))
        out.put(*each.to.box, [whom = std::move(each.to.whom), what = std::move(each.what)] {
            if (const auto handler = whom.lock()) (*handler)(what);
        });
}

} // namespace vagus::store
