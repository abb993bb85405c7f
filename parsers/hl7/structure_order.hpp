// A message whose segments stand in another order than its structure has them.
#pragma once

#include "parsers/hl7/groups.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace vagus::hl7 {

// The numbers of all segments, in the order of the structure: in every group its segments and the groups inside of it.
// No segment leaves its group. A group in which something stands that the structure has no place for, or two, stays as
// it is: nobody knows what that belongs to. Nothing: a result, an order or a comment would come to stand behind another
// one than before. `made` is of this message.
[[nodiscard]] std::optional<std::vector<std::size_t>> in_order(const grouping& made, const document& message);

// The same in an order of names: segments called so come first, all others behind them as they stood; the MSH is first,
// and comments (NTE) that are not named go with what they stand behind. Nothing: as above.
[[nodiscard]] std::optional<std::vector<std::size_t>> in_order(std::span<const std::string> names,
                                                               const document& message);

} // namespace vagus::hl7
