// Who is handed the new deliveries of which output. Deliveries are staged while a transaction is open and handed out
// after its commit. Thread rule: add() before the first request; the rest the writer thread.
#pragma once

#include "engine/store/store.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace vagus::store {

class outbox;

class subscriptions {
  public:
    using handler = std::function<void(std::vector<queued_delivery>)>;

    void add(std::uint32_t output, mailbox& box, handler to);
    [[nodiscard]] bool wanted(std::uint32_t output) const { return outputs_.contains(output); }
    void stage(queued_delivery delivery);
    void hand_out(outbox& out);
    void drop(); // what is staged: it was not stored after all

  private:
    struct subscription {
        mailbox* box;
        std::shared_ptr<const handler> to; // work may still lie in a mailbox when the store has gone
        std::vector<queued_delivery> staged;
    };
    std::unordered_map<std::uint32_t, subscription> outputs_;
    std::vector<subscription*> touched_;
};

} // namespace vagus::store
