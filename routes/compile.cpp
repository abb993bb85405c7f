// Rules as written to rules that run: every name looked up, every finding at once.
#include "routes/binding.hpp"
#include "routes/compiled.hpp"
#include "routes/limits.hpp"
#include "routes/reach.hpp"
#include "routes/route.hpp"

#include <algorithm>

namespace vagus::routes {
namespace {

struct surroundings {
    binding& names;
    const std::vector<std::string>& inputs;
    const std::vector<std::string>& replying;
    const std::vector<std::string>& routes;
    const std::vector<std::string>& calls;

    // Its number; nothing after a finding.
    [[nodiscard]] std::optional<std::uint16_t> route_named(const written<std::string>& name) const {
        const auto found = std::ranges::find(routes, name.value);
        if (found != routes.end()) return static_cast<std::uint16_t>(found - routes.begin());
        names.found().error(name.source, "VG3008", "no route named '" + name.value + "'",
                            config::suggest(name.value, routes));
        return std::nullopt;
    }
    [[nodiscard]] std::optional<std::size_t> call_named(const written<std::string>& name) const {
        const auto found = std::ranges::find(calls, name.value);
        if (found != calls.end()) return static_cast<std::size_t>(found - calls.begin());
        names.found().error(name.source, "VG3046", "no call named '" + name.value + "'",
                            calls.empty() ? "calls stand under `calls:`" : config::suggest(name.value, calls));
        return std::nullopt;
    }
    [[nodiscard]] std::string text_of(const config::place& at) const { return names.text_of(at); }
};

// A map that had a finding is empty where a value must stand; its own finding is enough.
bool unread(const written<std::string>& name) {
    return name.value.empty();
}

void check_inputs(const route& from, const surroundings& around) {
    for (const auto& input : from.from) {
        if (unread(input) || std::ranges::find(around.inputs, input.value) != around.inputs.end()) continue;
        around.names.found().error(input.source, "VG3001", "no input named '" + input.value + "'",
                                   config::suggest(input.value, around.inputs));
    }
}

std::optional<bound_destination> bind_destination(const destination& to, const surroundings& around) {
    const auto& name = unread(to.route) ? to.output : to.route;
    if (unread(name)) return std::nullopt;
    auto when = around.names.bind(to.when);
    auto own = bind_alone(to.of, "to " + name.value, around.names);
    const auto number = unread(to.route) ? around.names.output_named(name) : around.route_named(name);
    if (!number || !when || !own) return std::nullopt;
    bound_destination made{0, std::nullopt, std::move(*when), std::move(*own)};
    if (unread(to.route))
        made.output = *number;
    else
        made.route = *number;
    return made;
}

std::vector<bound_need> bind_needs(const config::named<route>& from, const surroundings& around) {
    std::vector<bound_need> out;
    for (const auto& each : from.value.needs) {
        auto when = around.names.bind(each.value.when);
        const auto call = unread(each.value.call) ? std::nullopt : around.call_named(each.value.call);
        if (!when || !call) continue;
        out.push_back({.name = each.name,
                       .call = each.value.call.value,
                       .number = *call,
                       .when = std::move(*when),
                       .on_error = each.value.on_error,
                       .missing = each.value.missing});
    }
    return out;
}

// What need() may name in the steps of a route. One without inputs has what was asked where the message came in.
binding::asked asked_in(const config::named<route>& one, const binding& names) {
    if (one.value.from.empty()) return names.needs_of_all();
    binding::asked these;
    for (const auto& each : one.value.needs) these.names.push_back(each.name);
    if (these.names.empty()) these.why_none = "route '" + one.name + "' has no `needs:`";
    return these;
}

bound_route bind_route(const config::named<route>& from, const surroundings& around) {
    check_inputs(from.value, around);
    around.names.messages_are_replies(std::ranges::all_of(from.value.from, [&](const written<std::string>& input) {
        return std::ranges::find(around.replying, input.value) != around.replying.end();
    }));
    bound_route made{.name = from.name,
                     .where = around.text_of(from.at),
                     .inputs = {},
                     .match = {},
                     .needs = {},
                     .steps = {},
                     .to = {},
                     .on_failure = {},
                     .says = around.names.says()};
    for (const auto& input : from.value.from) made.inputs.push_back(input.value);
    if (auto match = around.names.bind(from.value.match)) made.match = std::move(*match);
    made.needs = bind_needs(from, around);
    const auto asked = around.names.needs_are(asked_in(from, around.names));
    around.names.begin_route();
    if (auto steps = bind(from.value.steps, around.names)) made.steps = std::move(*steps);
    for (const auto& each : from.value.to)
        if (auto bound = bind_destination(each, around)) made.to.push_back(std::move(*bound));
    for (const auto& each : from.value.on_failure.to)
        if (const auto output = unread(each) ? std::nullopt : around.names.output_named(each))
            made.on_failure.push_back(*output);
    return made;
}

void check_numbers(const rules& all, std::size_t outputs, std::size_t calls, config::findings& found) {
    if (all.routes.size() > limits::routes)
        found.error(all.routes.back().at, "VG3007", "there are at most " + std::to_string(limits::routes) + " routes");
    if (all.memories.size() > limits::memories)
        found.error(all.memories.back().at, "VG3007",
                    "there are at most " + std::to_string(limits::memories) + " memories");
    if (calls > limits::calls)
        found.error(config::place{}, "VG3007", "there are at most " + std::to_string(limits::calls) + " calls");
    if (outputs > limits::outputs)
        found.error(config::place{}, "VG3007", "there are at most " + std::to_string(limits::outputs) + " outputs");
}

std::vector<path::path> bind_keys(const std::vector<config::located<path::path>>& written, const std::string& to,
                                  binding& names) {
    std::vector<path::path> keys;
    for (const auto& each : written) {
        auto key = names.bind(each);
        if (!key) continue;
        if (path::is_new(*key) || !key->field)
            names.found().error(each.at, "VG2015", path::to_text(*key) + " has no value " + to,
                                "name a field, such as PID-3.1");
        else
            keys.push_back(std::move(*key));
    }
    return keys;
}

bound_output bind_output(const output_shape& output, binding& names) {
    auto keys = bind_keys(output.keys, "to order by", names);
    auto wants = bind(output.wants, names);
    return {output.name, std::move(keys), std::move(wants).value_or(bound_content{})};
}

} // namespace

std::vector<path::path> bind_keys(const rules& written, const std::vector<config::located<path::path>>& keys,
                                  const std::string& to, const std::vector<config::source_file>& files,
                                  config::findings& found) {
    binding names{written, files, found};
    return bind_keys(keys, to, names);
}

std::optional<expr::expression> bind_condition(const rules& all, const written<expr::expression>& condition,
                                               const std::vector<config::source_file>& files, config::findings& found) {
    binding names{all, files, found};
    return names.bind(condition);
}

std::unique_ptr<const program> program::compile(const rules& all, std::vector<std::string> inputs,
                                                std::vector<output_shape> outputs,
                                                const std::vector<config::source_file>& files, config::findings& found,
                                                const std::vector<std::string>& replying,
                                                const std::vector<call_shape>& calls) {
    const auto before = found.errors();
    binding names{all, files, found};
    std::vector<std::string> output_names;
    for (const auto& output : outputs) output_names.push_back(output.name);
    names.outputs_are(output_names);
    std::vector<std::string> route_names;
    for (const auto& each : all.routes) route_names.push_back(each.name);
    std::vector<std::string> call_names;
    for (const auto& each : calls) call_names.push_back(each.name);
    const surroundings around{names, inputs, replying, route_names, call_names};
    check_numbers(all, outputs.size(), calls.size(), found);
    check_calls(all, found);
    check_needs(all, replying, found);
    std::vector<bound_route> routes;
    for (const auto& each : all.routes) routes.push_back(bind_route(each, around));
    names.messages_are_replies(false);
    std::vector<bound_output> bound;
    {
        const auto any = names.needs_are(names.needs_of_all());
        for (const auto& each : outputs) bound.push_back(bind_output(each, names));
    }
    std::vector<bound_call> asked;
    for (const auto& each : calls) asked.push_back({each.name, bind(each.wants, names).value_or(bound_content{})});
    names.check_recalls();
    if (found.errors() != before) return nullptr;
    std::vector<std::string> memories;
    for (const auto& each : all.memories) memories.push_back(each.name);
    return std::make_unique<compiled>(std::move(routes), std::move(bound), std::move(asked), names.take_bodies(),
                                      std::move(memories), all.of_site.local);
}

} // namespace vagus::routes
