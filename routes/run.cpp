// The road of one message through the rules: every route of its input, one after the other.
#include "routes/compiled.hpp"
#include "routes/limits.hpp"
#include "routes/notebook.hpp"
#include "routes/passage.hpp"

#include <algorithm>
#include <optional>

namespace vagus::routes {
namespace {

// What all routes know of a message besides what it says. It lives where it was made.
struct surroundings {
    hl7::document arrived;
    std::optional<hl7::document> request;
    notebook remembers;
    path::occasion when;

    surroundings(const hl7::message& message, const circumstances& at, const zones::zone* local, plan& made)
        : arrived{message.read()}
        , remembers{at.before, made} {
        if (at.request != nullptr) request = at.request->read();
        when = {.now = std::chrono::sys_time<std::chrono::microseconds>{std::chrono::microseconds{at.received}},
                .local = local,
                .arrived = &arrived,
                .request = request ? &*request : nullptr,
                .input = at.input,
                .attempt = at.attempt,
                .remembers = &remembers};
    }
    surroundings(const surroundings&) = delete;
    surroundings& operator=(const surroundings&) = delete;
};

} // namespace

compiled::compiled(std::vector<bound_route> routes, std::vector<bound_output> outputs, bodies_by_name all_bodies,
                   std::vector<std::string> memory_names, std::shared_ptr<const zones::zone> local)
    : local_{std::move(local)}
    , routes_{std::move(routes)}
    , memory_names_{std::move(memory_names)}
    , outputs_{std::move(outputs)}
    , bodies_{std::move(all_bodies)} {
    for (const auto& output : outputs_) output_names_.push_back(output.name);
    for (const auto& route : routes_) route_names_.push_back(route.name);
}

plan compiled::run(const hl7::message& message, const circumstances& at, const listener& trace) const {
    plan made;
    path::look_ups heard;
    surroundings around{message, at, local_.get(), made};
    if (trace) around.when.heard = &heard;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        if (std::ranges::find(routes_[i].inputs, at.input) == routes_[i].inputs.end()) continue;
        crossing of{routes_, outputs_, trace, made};
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
    crossing of{routes_, outputs_, nobody, made};
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
