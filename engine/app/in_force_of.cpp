#include "engine/app/in_force_of.hpp"

#include <algorithm>
#include <utility>

namespace vagus::app {
namespace {

using store::name_kind;

intake::promises promises_of(const configuration& what, const std::string& input, const store::store& where) {
    auto given = what.promises.at(input);
    const auto number = [&](intake::promise& each) {
        if (!each.ack.when.what) return;
        for (const auto& output : each.ack.when.what->outputs)
            each.awaited.push_back(where.known_number(name_kind::output, output.value));
    };
    number(given.of_input);
    for (auto& each : given.of_some) number(each.is);
    return given;
}

} // namespace

void learn_inputs(const configuration& what, store::store& where) {
    std::vector<store::named> names;
    for (const auto& each : what.written.inputs) names.push_back({name_kind::input, each.name});
    where.learn(names);
}

void learn_names(const configuration& what, store::store& where) {
    std::vector<store::named> names;
    for (const auto& each : what.written.outputs) {
        const auto& old = each.value->renamed_from.value;
        if (!old.empty()) (void)where.rename(name_kind::output, old, each.name); // false: it was done before
    }
    for (const auto& each : what.written.outputs) names.push_back({name_kind::output, each.name});
    for (const auto& each : what.rules->route_names()) names.push_back({name_kind::route, each});
    for (const auto& each : what.written.inputs) names.push_back({name_kind::input, each.name});
    for (const auto& each : what.rules->memory_names()) names.push_back({name_kind::memory, each});
    where.learn(names);
}

std::shared_ptr<const intake::in_force> in_force_of(const std::shared_ptr<const configuration>& what,
                                                    std::uint32_t revision, const store::store& where,
                                                    observe::books& counted) {
    intake::in_force made;
    made.rules = {what, what->rules.get()};
    made.known.revision = revision;
    for (const auto& output : what->written.outputs)
        made.known.outputs.push_back(where.known_number(name_kind::output, output.name));
    for (const auto& route : what->rules->route_names()) {
        made.known.routes.push_back(where.known_number(name_kind::route, route));
        made.counted.push_back(counted.routes.of(route));
        counted.names.know(made.known.routes.back(), route);
    }
    for (const auto& memory : what->rules->memory_names())
        made.known.memories.push_back(where.known_number(name_kind::memory, memory));
    for (const auto& input : what->written.inputs) {
        const auto number = where.known_number(name_kind::input, input.name);
        made.known.readings[number] = input.value->reading();
        if (const auto* of = input.value->answers_of()) made.known.answers_of[number] = of->value;
        if (const auto via = ack_output_of(*what, *input.value, where); via && via->from)
            made.known.applications[number] = {via->within, input.value->ack.application->otherwise, via->answered};
        made.inputs[number] = {promises_of(*what, input.name, where), what->dedup_keys.at(input.name)};
    }
    made.misses = counted.misses;
    for (const auto& table : what->written.tables) counted.misses->know(table.name);
    made.sought.keys = what->index_keys;
    if (!what->index_keys.empty()) made.sought.under = store::search_key::of(what->store_folder());
    return std::make_shared<const intake::in_force>(std::move(made));
}

std::map<std::string, store::memory_bounds> memory_bounds_of(const document& written) {
    std::map<std::string, store::memory_bounds> all;
    for (const auto& memory : written.memories)
        all[memory.name] = {static_cast<std::size_t>(memory.value.max_values), memory.value.keep};
    return all;
}

std::vector<deliver::calls::stated> calls_of(const std::shared_ptr<const configuration>& what,
                                             observe::books& counted) {
    std::vector<deliver::calls::stated> all;
    for (const auto& each : what->written.calls)
        all.push_back({each.name, {what, &each.value}, counted.calls.of(each.name)});
    return all;
}

std::optional<intake::ack_output> ack_output_of(const configuration& what, const listen::input& input,
                                                const store::store& where) {
    const auto& application = input.ack.application;
    if (!application) return std::nullopt;
    const auto& outputs = what.written.outputs;
    const auto via =
        std::ranges::find_if(outputs, [&](const auto& output) { return output.name == application->via.value; });
    if (via == outputs.end()) return std::nullopt; // a configuration that names no output is never started
    const auto carrier = via->value->carries_acks();
    const auto source = application->from
                            ? std::optional{where.known_number(name_kind::output, application->from->value)}
                            : std::nullopt;
    return intake::ack_output{where.known_number(name_kind::output, via->name), carrier && carrier->answered, source,
                              application->within};
}

} // namespace vagus::app
