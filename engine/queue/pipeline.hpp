// The contract of outputs that have many messages on their way at once: they are sent in queue order, and each is
// reported when the receiver has said what became of it. Who waits, tries again and gives up is the queue's business.
#pragma once

#include "engine/queue/judge.hpp"
#include "engine/store/store.hpp"

#include <cstdint>
#include <string>

namespace vagus::queue {

// Thread rule: one thread. No call reports from within itself.
class pipeline {
  public:
    class owner {
      public:
        // Once for every delivery sent. `stopped`: it was taken back before it left. `shared`: a refusal that several
        // got together, and that may be the fault of any of them.
        virtual void reported(std::uint64_t ticket, attempt_result result, bool shared) = 0;
        virtual void room() = 0; // after a send() that was false
        // The receiver cannot be reached just now; what is on its way stays there. Words without field values.
        virtual void down(const std::string& why) = 0;

      protected:
        ~owner() = default;
    };

    virtual ~pipeline() = default;
    // False: it takes nothing just now, and the delivery was not taken. When one was not sent, nothing behind it is
    // taken before its report, so that nothing overtakes it. Never throws for what a peer does.
    [[nodiscard]] virtual bool send(const store::queued_delivery& delivery, std::uint64_t ticket) = 0;
    // Takes back what has not left.
    virtual void purge() = 0;
    // Takes back everything: what was on its way may have arrived, and is reported as `timeout`.
    virtual void abandon() = 0;
    // Nothing more is sent. What is on its way may arrive within a time of the output's own; then as abandon().
    virtual void stop() = 0;
};

} // namespace vagus::queue
