// Routes that may ask for a negative answer, and inputs that have answered by then.
#pragma once

#include "config/findings.hpp"
#include "routes/route.hpp"

#include <string>
#include <vector>

namespace vagus::routes {

// A finding for every step that may reject in a route from one of these inputs, which answer before routes count.
void check_rejections(const rules& all, const std::vector<std::string>& answering_before, config::findings& found);

} // namespace vagus::routes
