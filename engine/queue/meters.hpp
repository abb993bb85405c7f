// What is counted of an output. Shared by all queues that serve one name, over reloads.
#pragma once

#include "base/meter.hpp"
#include "engine/queue/judge.hpp"

#include <array>
#include <cstddef>
#include <string_view>

namespace vagus::queue {

// Any thread.
struct output_meters {
    static constexpr std::size_t outcomes = 8; // of store::outcome

    std::array<meter::count, outcomes> attempts; // by what came of them
    std::array<meter::count, outcomes> dead;     // likewise; by the last attempt
    meter::count retries;                        // that were decided on
    meter::spans attempt;
    meter::spans_by_number end_to_end; // from receipt of the message to its delivery; by the number of the route
};

// "accepted", "timeout", ...: for logs and metrics.
[[nodiscard]] std::string_view name_of(store::outcome result);

} // namespace vagus::queue
