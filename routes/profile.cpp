#include "routes/profile.hpp"

#include "config/side_files.hpp"

namespace vagus::routes {
namespace {

constexpr expr::surroundings segment_at_hand{.segment = true};

config::type<std::string_view> format_type() {
    return config::choice<std::string_view>(
        {{"DT", "DT"}, {"TM", "TM"}, {"DTM", "DTM"}, {"TS", "TS"}, {"NM", "NM"}, {"SI", "SI"}});
}

bool asks_nothing(const site_rule& rule) {
    return !rule.required && !rule.absent && !rule.repeat && !rule.length && !rule.format && rule.codes.empty() &&
           !rule.table;
}

// `required` and `absent` alone stand for a map with that one key.
config::type<site_rule> rule_type() {
    auto word = config::choice<bool>({{"required", true}, {"absent", false}});
    auto whole = config::object(site_rule_fields);
    return {
        .read =
            [word = word.read, whole = whole.read](const config::node& value, config::reading& context,
                                                   site_rule& into) {
                if (value.kind == config::node::shape::map) return whole(value, context, into);
                bool required = false;
                if (!word(value, context, required)) return false;
                (required ? into.required : into.absent) = true;
                return true;
            },
        .show = [](const site_rule&) { return std::string{}; },
        .schema = [word = word.schema, whole = whole.schema](config::definitions& defs) -> boost::json::value {
            return {{"anyOf", {word(defs), whole(defs)}}};
        },
        .words = "required, absent, or a map of what is asked",
    };
}

} // namespace

const config::fields<site_rule>& site_rule_fields() {
    static const auto stated =
        config::fields<site_rule>{"rule of a profile", "What a site asks of a segment, a field or a component."}
            .optional("required", &site_rule::required, config::boolean(),
                      "It must be there and not be empty; HL7's \"\" is there.")
            .optional("absent", &site_rule::absent, config::boolean(), "It must not be there, or be empty.")
            .optional("repeat", &site_rule::repeat, config::maybe(config::integer(1, 1'000'000)),
                      "The most segments, or the most repetitions of a field.")
            .optional("length", &site_rule::length, config::maybe(config::integer(1, 1'000'000'000)),
                      "The most characters of a value.")
            .optional("format", &site_rule::format, config::maybe(format_type()),
                      "The data type that a value looks like.")
            .optional("codes", &site_rule::codes, config::list(config::text()), "The values there may be.")
            .optional("table", &site_rule::table, config::maybe(as_written(config::name())),
                      "A table of this configuration, whose keys are the values there may be.")
            .optional("when", &site_rule::when, as_written(config::condition(segment_at_hand)),
                      "Only where this holds; `-2` is field 2 of the segment at hand.")
            .check([](const site_rule& rule, const config::node& map, config::reading& context) {
                if (asks_nothing(rule))
                    context.found.error(map, "VG2030", "this rule asks for nothing", "say `required`, or leave it out");
                if (rule.required && rule.absent)
                    context.found.error(map, "VG2030", "what is required cannot be absent", "leave out one of the two");
            });
    return stated;
}

config::type<profile> profile_type() {
    return config::here_or_in_file(config::map_by(as_written(config::hl7_path()), rule_type()));
}

} // namespace vagus::routes
