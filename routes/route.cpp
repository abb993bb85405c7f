#include "routes/route.hpp"

#include "routes/reserved_names.hpp"

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
        .words = "the name of an output, or { output: NAME, when: EXPRESSION }, or { route: NAME }",
    };
}

config::type<route> route_type() {
    auto made = config::object(route_fields);
    made.read = [read = made.read](const config::node& value, config::reading& context, route& into) {
        return into.read_whole = read(value, context, into);
    };
    return made;
}

void check_aliases(const rules& made, const config::node& /*map*/, config::reading& context) {
    for (const auto& alias : made.aliases)
        if (is_reserved(alias.name))
            context.found.error(alias.at, "VG3024", "'" + alias.name + "' is a word of the language",
                                "choose another name, such as " + alias.name + "_path");
}

} // namespace

const config::fields<destination>& destination_fields() {
    static const auto stated =
        config::fields<destination>{"destination", "Where a route sends its copies."}
            .optional("output", &destination::output, as_written(config::name()), "Name of the output.")
            .optional(
                "route", &destination::route, as_written(config::name()),
                "Name of a route that goes on with the copy as it is here, instead of an output. What fails there "
                "fails this route.")
            .optional("when", &destination::when, as_written(config::condition()),
                      "Only copies for which this holds, as they leave the steps.")
            .optional("use", &destination::of, usage_name(), "A transform of this copy alone.")
            .optional("with", &destination::of, usage_with(), "Its parameters that are not to be as it says.")
            .check([](const destination& made, const config::node& map, config::reading& context) {
                if ((map.find("output") == nullptr) == (map.find("route") == nullptr))
                    context.found.error(map, "VG1008", "a destination is an output or a route",
                                        "say one of them: { output: NAME } or { route: NAME }");
                if (!made.of.with.empty() && made.of.name.value.empty())
                    context.found.error(map.find("with")->key_at, "VG2010", "`with` is for a transform",
                                        "say which one: use: NAME");
            });
    return stated;
}

const config::fields<route>& route_fields() {
    static const auto stated =
        config::fields<route>{"route",
                              "Takes messages of its inputs, changes a copy step by step, hands it to outputs."}
            .optional("from", &route::from, config::list_or_one(as_written(config::name())),
                      "Input, or list of inputs. None for a route that others hand on to.")
            .optional("match", &route::match, as_written(config::condition()),
                      "Only messages for which this holds, as they arrived; every message without it.")
            .optional(
                "needs", &route::needs, config::map_of(config::object(need_fields), config::name()),
                "What is asked of other systems before the first step, by name; need('NAME', '/patient/id') reads "
                "what they answered.")
            .optional("steps", &route::steps, steps_type(), "What happens to the copy, in order.")
            .required("to", &route::to, config::list_or_one(name_or_destination()),
                      "Output, or list of outputs and routes; [] for none.")
            .optional("on_failure", &route::on_failure, config::object(failure_road_fields),
                      "What is done with a message for which the route fails, beside keeping it among the failed.");
    return stated;
}

const config::fields<failure_road>& failure_road_fields() {
    static const auto stated =
        config::fields<failure_road>{"on_failure", "Where messages go for which a route fails."}.required(
            "to", &failure_road::to, config::list_or_one(as_written(config::name())),
            "Output, or list of outputs: the message as received, unless its sender is answered negatively.");
    return stated;
}

const config::fields<rules>& rules_fields() {
    static const auto stated =
        config::fields<rules>{"rules", "What happens to messages."}
            .optional("routes", &rules::routes, config::map_of(route_type(), config::name()),
                      "Routes by name; each message goes through every route that takes it.")
            .optional("tables", &rules::tables, config::map_of(table_type(), config::name()), "Code tables by name.")
            .optional("aliases", &rules::aliases, config::map_of(as_written(config::hl7_path()), config::name()),
                      "Names for paths, written $name wherever a path may stand.")
            .optional("memory", &rules::memories, config::map_of(config::object(memory_fields), config::name()),
                      "What routes remember of messages for later ones, by name.")
            .optional("transforms", &rules::transforms,
                      config::map_of(config::object(transform_fields), config::name()),
                      "Steps that routes share, by name.")
            .optional("bodies", &rules::bodies,
                      config::map_of(config::one_of_kinds<bodies::source>("body", bodies::kinds), config::name()),
                      "JSON and FHIR made of a message, by name, for outputs that send such.")
            .optional("dictionary", &rules::dictionary, config::object(site_dictionary_fields),
                      "What this site adds to HL7: its own segments and fields, and where they stand.")
            .check(check_aliases);
    return stated;
}

} // namespace vagus::routes
