// A message whose segments stand in another order than its structure has them.
#pragma once

#include "parsers/hl7/groups.hpp"

#include <cstddef>
#include <vector>

namespace vagus::hl7 {

// The numbers of all segments, in the order of the structure: in every group its segments and the groups inside of it.
// No segment leaves its group, and repetitions keep their order. What the structure has no place for stays behind what
// it stood behind. `made` is of this message.
[[nodiscard]] std::vector<std::size_t> in_order(const grouping& made, const document& message);

} // namespace vagus::hl7
