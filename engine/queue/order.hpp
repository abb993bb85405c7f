// `order:` of an output: what may overtake what. Source: architecture section 7, "Order".
#pragma once

#include "base/limits.hpp"
#include "config/fields.hpp"
#include "parsers/path/path.hpp"

#include <cstdint>
#include <vector>

namespace vagus::queue {

struct order {
    std::vector<config::located<path::path>> per_key; // empty: strict, one message in flight
    std::int64_t lanes = 1;

    [[nodiscard]] bool strict() const { return per_key.empty(); }
    // Confirmed deliveries a lane may have whose settle is not yet durable: they are what a crash repeats.
    [[nodiscard]] std::uint32_t repeat_at_most() const { return strict() ? 1 : 16; }
};

// `strict`, or `{ per_key: [PATH, ...], lanes: N }`.
[[nodiscard]] config::type<order> order_type();

} // namespace vagus::queue
