#include "routes/rejections.hpp"

#include "routes/limits.hpp"

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
            if (step.value && step.value->may_reject(all, limits::transforms_inside_each_other)) refused(step.at);
        for (const auto& to : route.value.to)
            if (may_reject(to.of, all, limits::transforms_inside_each_other)) refused(to.of.name.source.at);
    }
}

} // namespace vagus::routes
