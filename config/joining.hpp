// The files of a configuration become one map: what the site's own files name, then what its packages name and nobody
// above them. Pure.
#pragma once

#include "config/load.hpp"

namespace vagus::config {

// The root of one more file joins the whole: the first to name a thing keeps it, so files come from the highest layer
// down. Twice in one layer is a finding; what a layer above has of its own goes to `displaced`.
void join(tree& whole, node root);

} // namespace vagus::config
