#include "routes/rejections.hpp"

#include "routes/reach.hpp"

#include <algorithm>

namespace vagus::routes {

void check_rejections(const rules& all, const std::vector<std::string>& answering_before, config::findings& found) {
    for (const auto& route : all.routes) {
        const auto& from = route.value.from;
        const auto early = std::ranges::find_if(from, [&](const written<std::string>& input) {
            return std::ranges::find(answering_before, input.value) != answering_before.end();
        });
        if (early == from.end()) continue;
        const auto refused = [&](const config::place& at) {
            found.error(at, "VG3101",
                        "this step may reject, and input '" + early->value +
                            "' answers before routes count (`after: stored`)",
                        "try: ack: { after: processed } at the input");
        };
        for (const auto& step : route.value.steps)
            if (step.value && may_reject(*step.value, all)) refused(step.at);
        for (const auto& to : route.value.to)
            if (may_reject(to.of, all)) refused(to.of.name.source.at);
        for (const auto& to : route.value.to) {
            const auto next = std::ranges::find(all.routes, to.route.value, &config::named<routes::route>::name);
            if (next != all.routes.end() && may_reject(next->value, all)) refused(to.route.source.at);
        }
    }
}

} // namespace vagus::routes
