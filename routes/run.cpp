// The road of one message through the rules: every route of its input, one after the other.
#include "routes/compiled.hpp"
#include "routes/limits.hpp"
#include "routes/notebook.hpp"
#include "routes/passage.hpp"
#include "routes/surroundings.hpp"

#include <algorithm>

namespace vagus::routes {
compiled::compiled(std::vector<bound_route> routes, std::vector<bound_output> outputs, std::vector<bound_call> calls,
                   bodies_by_name all_bodies, std::vector<std::string> memory_names,
                   std::shared_ptr<const zones::zone> local)
    : local_{std::move(local)}
    , routes_{std::move(routes)}
    , memory_names_{std::move(memory_names)}
    , outputs_{std::move(outputs)}
    , calls_{std::move(calls)}
    , bodies_{std::move(all_bodies)} {
    for (const auto& output : outputs_) output_names_.push_back(output.name);
    for (const auto& route : routes_) route_names_.push_back(route.name);
    asks_ = std::ranges::any_of(routes_, [](const bound_route& route) { return !route.needs.empty(); });
}

plan compiled::run(const hl7::message& message, const circumstances& at, const listener& trace) const {
    plan made;
    path::look_ups heard;
    surroundings around{message, at, local_.get(), made};
    if (trace) around.when.heard = &heard;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        if (std::ranges::find(routes_[i].inputs, at.input) == routes_[i].inputs.end()) continue;
        crossing of{routes_, outputs_, trace, made, at.answers};
        passage{of, static_cast<std::uint16_t>(i), message, around.when}.run();
    }
    keep_last_words(made);
    return made;
}

plan compiled::run_route(std::string_view route, const hl7::message& message, const circumstances& at) const {
    plan made;
    const surroundings around{message, at, local_.get(), made};
    auto found = std::ranges::find(route_names_, route);
    if (found == route_names_.end()) return made;
    const listener nobody;
    crossing of{routes_, outputs_, nobody, made, at.answers};
    passage{of, static_cast<std::uint16_t>(found - route_names_.begin()), message, around.when}.run();
    keep_last_words(made);
    return made;
}

result<std::string, std::string> compiled::make_body(std::string_view name, const hl7::message& message,
                                                     const circumstances& at) const {
    const auto found = bodies_.find(name);
    if (found == bodies_.end()) {
        std::string known;
        for (const auto& each : bodies_) known += (known.empty() ? "" : ", ") + each.first;
        return vagus::fail("no body named '" + std::string{name} + "'; there are " + known);
    }
    path::budget cost{limits::elements_per_route};
    plan nothing;
    const surroundings around{message, at, local_.get(), nothing};
    path::scope here{message.read(), cost};
    here.when = &around.when;
    return found->second->make(here);
}

} // namespace vagus::routes
