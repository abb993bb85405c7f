#include "engine/store/subscriptions.hpp"

#include "engine/store/outbox.hpp"

#include <utility>

namespace vagus::store {

void subscriptions::add(std::uint32_t output, mailbox& box, handler to) {
    outputs_.insert_or_assign(output, subscription{&box, std::make_shared<const handler>(std::move(to)), {}});
}

void subscriptions::add_resolved(std::uint32_t output, mailbox& box, resolved to) {
    listeners_.insert_or_assign(output, listener{&box, std::make_shared<const resolved>(std::move(to)), {}});
}

void subscriptions::stage(queued_delivery delivery) {
    auto found = outputs_.find(delivery.output);
    if (found == outputs_.end()) return;
    auto& whom = found->second;
    if (whom.staged.empty()) touched_.push_back(&whom);
    whom.staged.push_back(std::move(delivery));
}

void subscriptions::drop() {
    for (auto* whom : touched_) whom->staged.clear();
    touched_.clear();
    for (auto* whom : told_) whom->staged.clear();
    told_.clear();
}

void subscriptions::stage_resolved(std::uint32_t output, delivery_ref at) {
    auto found = listeners_.find(output);
    if (found == listeners_.end()) return;
    if (found->second.staged.empty()) told_.push_back(&found->second);
    found->second.staged.push_back(at);
}

void subscriptions::hand_out(outbox& out) {
    for (auto* whom : touched_) {
        out.put(*whom->box,
                [to = whom->to, batch = std::exchange(whom->staged, {})]() mutable { (*to)(std::move(batch)); });
    }
    touched_.clear();
    // After the deliveries: what took the place of a dead letter is in the queue when its key is free again.
    for (auto* whom : told_) {
        out.put(*whom->box,
                [to = whom->to, batch = std::exchange(whom->staged, {})]() mutable { (*to)(std::move(batch)); });
    }
    told_.clear();
}

} // namespace vagus::store
