#include "routes/route.hpp"

namespace vagus::routes {
namespace {

// A name alone stands for { output: NAME }.
config::type<destination> name_or_destination() {
    auto whole = config::object(destination_fields);
    auto name = as_written(config::name());
    return {
        .read =
            [whole = whole.read, name = name.read](const config::node& value, config::reading& context,
                                                   destination& into) {
                if (value.kind == config::node::shape::map) return whole(value, context, into);
                return name(value, context, into.output);
            },
        .show = [](const destination&) { return std::string{}; },
        .schema = [whole = whole.schema, name = name.schema](config::definitions& defs) -> boost::json::value {
            return {{"anyOf", {name(defs), whole(defs)}}};
        },
        .words = "the name of an output, or { output: NAME, when: EXPRESSION }",
    };
}

} // namespace

const config::fields<destination>& destination_fields() {
    static const auto stated =
        config::fields<destination>{"destination", "An output of a route."}
            .required("output", &destination::output, as_written(config::name()), "Name of the output.")
            .optional("when", &destination::when, as_written(config::condition()),
                      "Only copies for which this holds, as they leave the steps.");
    return stated;
}

const config::fields<step>& step_fields() {
    static const auto stated =
        config::fields<step>{"step", "What every step may say."}
            .optional("name", &step::name, config::text(), "What traces and failures call this step.")
            .optional("when", &step::when, as_written(config::condition()), "The step is left out unless this holds.");
    return stated;
}

const config::fields<route>& route_fields() {
    static const auto stated =
        config::fields<route>{"route",
                              "Takes messages of its inputs, changes a copy step by step, hands it to outputs."}
            .required("from", &route::from, config::list_or_one(as_written(config::name())),
                      "Input, or list of inputs.")
            .optional("match", &route::match, as_written(config::condition()),
                      "Only messages for which this holds, as they arrived; every message without it.")
            .optional("steps", &route::steps,
                      config::list(config::with_place(config::one_of_kinds<step>("step", step_kinds))),
                      "What happens to the copy, in order.")
            .required("to", &route::to, config::list_or_one(name_or_destination()),
                      "Output, or list of outputs; [] for none.");
    return stated;
}

const config::fields<rules>& rules_fields() {
    static const auto stated =
        config::fields<rules>{"rules", "What happens to messages."}
            .optional("routes", &rules::routes, config::map_of(config::object(route_fields), config::name()),
                      "Routes by name; each message goes through every route that takes it.")
            .optional("tables", &rules::tables, config::map_of(config::object(table_fields), config::name()),
                      "Code tables by name.")
            .optional("aliases", &rules::aliases, config::map_of(as_written(config::hl7_path()), config::name()),
                      "Names for paths, written $name wherever a path may stand.")
            .optional("bodies", &rules::bodies,
                      config::map_of(config::one_of_kinds<bodies::source>("body", bodies::kinds), config::name()),
                      "JSON and FHIR made of a message, by name, for outputs that send such.")
            .optional("dictionary", &rules::dictionary, config::object(site_dictionary_fields),
                      "What this site adds to HL7: its own segments and fields, and where they stand.");
    return stated;
}

} // namespace vagus::routes
