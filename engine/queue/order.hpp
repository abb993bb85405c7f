// `order:` of an output: what may overtake what. Source: architecture section 7, "Order".
#pragma once

#include "base/limits.hpp"
#include "config/fields.hpp"
#include "engine/queue/lanes.hpp"
#include "parsers/path/path.hpp"

#include <cstdint>
#include <vector>

namespace vagus::queue {

struct order {
    using promise = queue::lanes::promise;

    std::vector<config::located<path::path>> per_key; // of promise per_key
    std::int64_t lanes = 1;
    promise kept = promise::strict;

    [[nodiscard]] bool strict() const { return kept == promise::strict; }
    // Confirmed deliveries a lane may have whose settle is not yet durable: they are what a crash repeats.
    [[nodiscard]] std::uint32_t repeat_at_most() const { return strict() ? 1 : 16; }
};

// `strict`, `{ per_key: [PATH, ...], lanes: N }`, or `{ none: { lanes: N } }`.
[[nodiscard]] config::type<order> order_type();

} // namespace vagus::queue
