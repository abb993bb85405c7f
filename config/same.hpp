// Whether two values say the same, wherever they stand.
#pragma once

#include "config/node.hpp"

namespace vagus::config {

// Comments and places aside, all that a reader of values sees: keys and items in their order, quotes, what placeholders
// stand for.
[[nodiscard]] bool same(const node& a, const node& b);

} // namespace vagus::config
