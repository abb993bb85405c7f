#include "tests/unit/config/clinic.hpp"

#include <utility>

namespace clinic {
namespace {

using namespace std::chrono_literals;

const config::fields<step>& common_fields() {
    static const auto stated = config::fields<step>{"step", "What every step may have."}
                                   .optional("name", &step::name, config::text(), "For people.")
                                   .optional("when", &step::when, config::maybe(config::condition()), "Only then.");
    return stated;
}

const config::fields<set_step>& set_fields() {
    static const auto stated =
        config::fields<set_step>{"step 'set'", "Writes values."}
            .required("set", &set_step::set, config::map_by(config::hl7_path(), config::templated()), "Path: value.")
            .include(common_fields());
    return stated;
}

const config::fields<drop_step>& drop_fields() {
    static const auto stated = config::fields<drop_step>{"step 'drop'", "Stops the route."}
                                   .required("drop", &drop_step::drop, config::condition(), "When to stop.")
                                   .optional("reason", &drop_step::reason, config::text(), "Why, for people.")
                                   .include(common_fields());
    return stated;
}

const config::fields<each_step>& each_fields() {
    static const auto stated =
        config::fields<each_step>{"step 'for_each'", "Repeats."}
            .required("for_each", &each_step::for_each, config::text(), "What.")
            .required("do", &each_step::steps, config::list(config::one_of_kinds<step>("step", step_kinds)), "Steps.")
            .include(common_fields());
    return stated;
}

const config::fields<route>& route_fields() {
    static const auto stated =
        config::fields<route>{"route", "From an input to outputs."}
            .required("from", &route::from, config::with_place(config::name()), "The input.")
            .optional("match", &route::match, config::maybe(config::condition()), "Which messages.")
            .optional("steps", &route::steps, config::list(config::one_of_kinds<step>("step", step_kinds)),
                      "What is done.")
            .optional("to", &route::to, config::list_or_one(config::with_place(config::name())), "The outputs.");
    return stated;
}

} // namespace

const config::fields<listener>& listener_fields() {
    static const auto stated =
        config::fields<listener>{"listener", "Receives."}
            .required("listen", &listener::listen, config::address(), "Address and port.")
            .optional("max_message", &listener::max_message, config::size(1024, 1U << 30U), "Longest message.")
            .optional("connections", &listener::connections, config::integer(1, 1000), "Most connections.")
            .optional("idle", &listener::idle, config::time_span(1s, 24h), "Closed after.")
            .optional("give_up", &listener::give_up, config::time_span_or_never(1s, 24h * 7), "End of patience.")
            .optional("jitter", &listener::jitter, config::percent(0, 0.5), "Spread | of waits.")
            .optional("strict", &listener::strict, config::boolean(), "No leniency.")
            .optional("now", &listener::now, config::choice<mood>({{"calm", mood::calm}, {"busy", mood::busy}}),
                      "Mood.")
            .optional("banner", &listener::banner, config::text(), "Any text.")
            .optional("peers", &listener::peers, config::list(config::text()), "Who may call.")
            .check([](const listener& made, const config::node& map, config::reading& context) {
                if (made.strict && made.now == mood::busy)
                    context.found.error(map.find("strict")->key_at, "VG1010", "strict contradicts now: busy");
            });
    return stated;
}

const std::vector<config::kind<step>>& step_kinds() {
    static const std::vector<config::kind<step>> kinds{
        config::kind_of<step>("set", set_fields),
        config::kind_of<step>("drop", drop_fields),
        config::kind_of<step>("for_each", each_fields),
    };
    return kinds;
}

const config::fields<document>& document_fields() {
    static const auto stated =
        config::fields<document>{"configuration", "A clinic's configuration."}
            .optional("version", &document::version, config::integer(1, 1), "Version.")
            .optional("inputs", &document::inputs, config::map_of(config::object(listener_fields), config::name()),
                      "Inputs.")
            .optional("routes", &document::routes, config::map_of(config::object(route_fields)), "Routes.")
            .optional("tables", &document::tables, config::map_of(config::map_of(config::text())), "Tables.");
    return stated;
}

read_text read(std::string text) {
    read_text made{.tree = config::load_text(std::move(text)), .values = {}};
    if (!made.tree.complete) return made;
    config::reading context{made.tree.found};
    made.good = document_fields().read(made.tree.root, context, made.values) && !made.tree.found.any_error();
    return made;
}

} // namespace clinic
