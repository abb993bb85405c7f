// Where a message may come to from a route as it is written: through branches, loops, transforms and other routes.
#pragma once

#include "config/findings.hpp"
#include "routes/route.hpp"

#include <string>
#include <vector>

namespace vagus::routes {

// The step, or one inside of it, may ask for a negative answer.
[[nodiscard]] bool may_reject(const step& one, const rules& all);
[[nodiscard]] bool may_reject(const usage& of, const rules& all);
// So may a step of the route, or of one that it hands on to.
[[nodiscard]] bool may_reject(const route& one, const rules& all);

// Every output that a copy may go to, as it stands in the configuration. They are the rules'.
[[nodiscard]] std::vector<const written<std::string>*> outputs_of(const route& one, const rules& all);
// Those that its own steps send a copy to, and not the routes that it hands on to.
[[nodiscard]] std::vector<const written<std::string>*> sent_on_the_way(const route& one, const rules& all);

// Findings for routes that hand on to themselves, by whatever way, or too deep, and for those that nothing comes to.
void check_calls(const rules& all, config::findings& found);

// Findings for needs where nobody could wait for an answer, and for too many. `replying`: inputs whose messages are
// answers of receivers, which are planned while those are settled.
void check_needs(const rules& all, const std::vector<std::string>& replying, config::findings& found);

} // namespace vagus::routes
