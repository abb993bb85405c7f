// What start-up learns from the segments: how much waits, and which messages a resend must be answered for again.
#pragma once

#include "base/clock.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/continuations.hpp"
#include "engine/store/depths.hpp"
#include "engine/store/far_settles.hpp"
#include "engine/store/memories.hpp"
#include "engine/store/positions.hpp"
#include "engine/store/remembered.hpp"
#include "engine/store/sequences.hpp"
#include "engine/store/types.hpp"

#include <vector>

namespace vagus::store {

// What is neither counted nor remembered.
struct left_over {
    std::vector<far_settle> unfinished;
    std::vector<awaited_delivery> awaiting;
};
// Reads every segment of the catalog: the narrow tables of deliveries, positions and memories, and the newest messages.
// Throws sqlite_error.
[[nodiscard]] left_over recover(const settings& how, catalog& entries, const clock& time, depths& counts,
                                remembered& seen, sequences& numbers, continuations& fragments, positions& places,
                                memories& known);

} // namespace vagus::store
