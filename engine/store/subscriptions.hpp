// Who is handed the new deliveries of which output, and told of dead ones that a person decided about. Both are staged
// while a transaction is open and handed out after its commit. Thread rule: add() any thread; the rest the writer
// thread.
#pragma once

#include "engine/store/store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace vagus::store {

class outbox;

class subscriptions {
  public:
    using handler = std::function<void(std::vector<queued_delivery>)>;

    using resolved = std::function<void(std::vector<delivery_ref>)>;

    // Whoever was handed them before gets no more of what is committed from now on; what is staged goes to the new one.
    void add(std::uint32_t output, mailbox& box, handler to);
    void add_resolved(std::uint32_t output, mailbox& box, resolved to);
    [[nodiscard]] bool wanted(std::uint32_t output) const;
    void stage(queued_delivery delivery);
    void stage_resolved(std::uint32_t output, delivery_ref at);
    void hand_out(outbox& out);
    void drop(); // what is staged: it was not stored after all

  private:
    struct subscription {
        mailbox* box = nullptr;
        std::shared_ptr<const handler> to; // work may still lie in a mailbox when the store has gone
        std::vector<queued_delivery> staged;
    };
    struct listener {
        mailbox* box = nullptr;
        std::shared_ptr<const resolved> to;
        std::vector<delivery_ref> staged;
    };
    mutable std::mutex guard_; // of everything below
    std::unordered_map<std::uint32_t, subscription> outputs_;
    std::unordered_map<std::uint32_t, listener> listeners_;
    std::vector<subscription*> touched_;
    std::vector<listener*> told_;
};

} // namespace vagus::store
