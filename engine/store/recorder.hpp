// Writes one request's rows into the open transaction: what a message, an attempt, a person's decision leave behind.
// Thread rule: the writer thread.
#pragma once

#include "base/clock.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/remembered.hpp"
#include "engine/store/requests.hpp"
#include "engine/store/segments.hpp"
#include "engine/store/sequences.hpp"
#include "engine/store/subscriptions.hpp"

namespace vagus::store {

class recorder {
  public:
    recorder(segments& files, remembered& seen, sequences& numbers, depths& counts, subscriptions& outputs,
             const clock& time, std::uint32_t store_number);

    void record(request& what);

  private:
    void record(accept_request& what);
    void record(settle_request& what);
    void record(resolve_request& what);
    void record(note_request& what);
    [[nodiscard]] bool in_turn(accept_request& what);
    void refuse(new_message& message);
    message_id store(new_message& message);
    void update(segment& file, const stored_delivery& before, const attempt& what);

    segments& files_;
    remembered& seen_;
    sequences& numbers_;
    depths& counts_;
    subscriptions& outputs_;
    const clock& time_;
    std::uint32_t store_number_;
};

} // namespace vagus::store
