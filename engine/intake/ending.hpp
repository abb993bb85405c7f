// How a plan ends for the message and for its sender: one pure decision, the same in the engine, in `test` and in
// `explain`.
#pragma once

#include "engine/intake/ack_policy.hpp"
#include "engine/store/types.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "routes/plan.hpp"

#include <string>
#include <vector>

namespace vagus::intake {

struct ending {
    store::message_state state = store::message_state::queued;
    hl7::ack_code code = hl7::ack_code::AA;
    std::string reason;               // for people; no field values
    std::vector<hl7::fault> faults{}; // of a refusal, for ERR

    [[nodiscard]] bool refused() const { return state == store::message_state::refused; }
};

// After `stored` what routes make of a message never turns the answer negative. A negative answer refuses the whole
// message: nothing is queued anywhere.
[[nodiscard]] ending end_of(const routes::plan& made, const ack_policy& ack);

} // namespace vagus::intake
