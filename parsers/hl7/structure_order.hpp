// A message whose segments stand in another order than its structure has them.
#pragma once

#include "parsers/hl7/groups.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace vagus::hl7 {

// The numbers of all segments, in the order of the structure: in every group its segments and the groups inside of it.
// No segment leaves its group. A group in which something stands that the structure has no place for, or two, stays as
// it is: nobody knows what that belongs to. Nothing: a result, an order or a comment would come to stand behind another
// one than before. `made` is of this message.
[[nodiscard]] std::optional<std::vector<std::size_t>> in_order(const grouping& made, const document& message);

} // namespace vagus::hl7
