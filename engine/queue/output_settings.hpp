// What an output's queue is told when it is made, and what may be asked of it while it works.
#pragma once

#include "engine/queue/dead_letter.hpp"
#include "engine/queue/hours.hpp"
#include "engine/queue/judge.hpp"
#include "engine/queue/lanes.hpp"
#include "engine/queue/meters.hpp"
#include "engine/queue/order.hpp"
#include "engine/queue/retry.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::queue {

// The messages that a receiver's answer brings with it; null: none. On the output's thread.
using brought_by = std::function<std::shared_ptr<const std::vector<store::new_message>>(
    const store::queued_delivery& sent, const std::string& answer)>;

struct output_settings {
    std::string name;
    std::uint32_t number = 0; // in the store
    order how;
    retry_policy retry;
    std::vector<ack_rule> on_ack;
    dead_letter_policy dead_letter;
    window memory;
    brought_by brings{};                        // empty: answers bring nothing
    std::optional<hours> open{};                // nothing: it sends at all hours
    std::shared_ptr<const zones::zone> local{}; // where those are; null without them
    std::shared_ptr<output_meters> counted = std::make_shared<output_meters>();
};

// Who decided something, and why: for people, in logs and in the store.
struct decision {
    std::string by; // as far as known
    std::string reason;
};

struct output_status {
    std::uint64_t delivered = 0; // since start
    std::uint64_t attempts = 0;
    bool up = true;  // the last attempt met a receiver
    std::string why; // why it did not, in words; "" while up
};

// How a queue stands, for people.
struct queue_view {
    enum class state : std::uint8_t {
        sending,  // or nothing waits
        retrying, // a receiver is away, or has said "not now", and will be asked again
        closed,   // outside of its hours
        held,     // until a person releases it
        stopped,  // by a dead letter, until a person decides about it
    } now = state::sending;
    std::optional<store::hold> hold;
    std::optional<message_id> head; // the oldest that waits
    wall_us received = 0;           // the head
    std::optional<std::chrono::milliseconds> next_try;
    std::uint32_t head_tries = 0;
    std::size_t parked = 0;                // messages
    std::size_t in_memory = 0;             // messages; at most what `memory` allows
    std::size_t unresolved = 0;            // dead letters that hold a key or the output
    std::vector<message_id> unresolved_id; // the oldest of them, at most `shown`
    static constexpr std::size_t shown = 10;
};

} // namespace vagus::queue
