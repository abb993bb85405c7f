// The contract of every output: one object per lane, which owns its connection and its time-outs.
#pragma once

#include "engine/queue/judge.hpp"
#include "engine/store/store.hpp"

#include <boost/asio/awaitable.hpp>

namespace vagus::queue {

// Thread rule: one thread, one send at a time.
class sender {
  public:
    virtual ~sender() = default;
    // Sends once and waits for what comes of it, within the output's own time-outs. Never throws for what a peer does.
    [[nodiscard]] virtual boost::asio::awaitable<attempt_result> send(const store::queued_delivery& delivery) = 0;
    // No new work: a connect in progress ends as `stopped`; a message already written still waits for its answer.
    virtual void stop() = 0;
};

} // namespace vagus::queue
