#include "engine/store/subscriptions.hpp"

#include "engine/store/outbox.hpp"

#include <utility>

namespace vagus::store {

void subscriptions::add(std::uint32_t output, mailbox& box, handler to) {
    auto made = std::make_shared<const handler>(std::move(to));
    std::lock_guard hold{guard_};
    auto& whom = outputs_[output];
    whom.box = &box;
    whom.to.swap(made); // the old one goes outside of the lock
}

void subscriptions::add_resolved(std::uint32_t output, mailbox& box, resolved to) {
    auto made = std::make_shared<const resolved>(std::move(to));
    std::lock_guard hold{guard_};
    auto& whom = listeners_[output];
    whom.box = &box;
    whom.to.swap(made);
}

bool subscriptions::wanted(std::uint32_t output) const {
    std::lock_guard hold{guard_};
    return outputs_.contains(output);
}

void subscriptions::stage(queued_delivery delivery) {
    std::lock_guard hold{guard_};
    auto found = outputs_.find(delivery.output);
    if (found == outputs_.end()) return;
    auto& whom = found->second;
    if (whom.staged.empty()) touched_.push_back(&whom);
    whom.staged.push_back(std::move(delivery));
}

void subscriptions::drop() {
    std::lock_guard hold{guard_};
    for (auto* whom : touched_) whom->staged.clear();
    touched_.clear();
    for (auto* whom : told_) whom->staged.clear();
    told_.clear();
}

void subscriptions::stage_resolved(std::uint32_t output, delivery_ref at) {
    std::lock_guard hold{guard_};
    auto found = listeners_.find(output);
    if (found == listeners_.end()) return;
    if (found->second.staged.empty()) told_.push_back(&found->second);
    found->second.staged.push_back(at);
}

void subscriptions::hand_out(outbox& out) {
    std::lock_guard hold{guard_};
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
