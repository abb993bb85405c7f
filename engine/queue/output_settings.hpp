// What an output's queue is told when it is made, and what may be asked of it while it works.
#pragma once

#include "engine/queue/judge.hpp"
#include "engine/queue/lanes.hpp"
#include "engine/queue/order.hpp"
#include "engine/queue/retry.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vagus::queue {

struct output_settings {
    std::string name;
    std::uint32_t number = 0; // in the store
    order how;
    retry_policy retry;
    std::vector<ack_rule> on_ack;
    window memory;
};

struct output_status {
    std::uint64_t delivered = 0; // since start
    std::uint64_t attempts = 0;
    bool up = true;  // the last attempt met a receiver
    std::string why; // why it did not, in words; "" while up
};

} // namespace vagus::queue
