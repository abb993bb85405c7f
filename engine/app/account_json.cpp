#include "engine/app/account_json.hpp"

#include "engine/app/peers/mask.hpp"
#include "parsers/hl7/message.hpp"
#include "routes/attributes.hpp"

#include <boost/json/array.hpp>

#include <optional>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

namespace {

using some_text = std::optional<std::string>;

json::value as_json(const some_text& value, const peers::place& at, const explain_wishes& how) {
    if (!value) return nullptr;
    return json::value(how.values ? *value : peers::masked(at, *value));
}

json::object as_json(const explained& what, const told_line& line, const explain_wishes& how) {
    json::object made{{"route", what.rules.route_names()[line.route]},
                      {"step", line.step},
                      {"where", line.where},
                      {"outcome", line.outcome}};
    if (!line.part.empty()) made["part"] = line.part;
    json::array changes;
    for (const auto& each : line.changes)
        changes.push_back(json::object{{"path", each.path},
                                       {"before", as_json(each.first, each.at, how)},
                                       {"after", as_json(each.second, each.at, how)}});
    if (!changes.empty()) made["changes"] = std::move(changes);
    json::array asked;
    for (const auto& each : line.asked) {
        json::array values;
        for (const auto& value : each.values) values.push_back(as_json(some_text{value}, each.at, how));
        asked.push_back(json::object{{"path", each.path}, {"values", std::move(values)}});
    }
    if (!asked.empty()) made["asked"] = std::move(asked);
    json::array looked_up;
    for (const auto& each : line.looked_up)
        looked_up.push_back(json::object{{"what", each.what}, {"found", each.found}});
    if (!looked_up.empty()) made["looked_up"] = std::move(looked_up);
    return made;
}

json::object as_json(const explained& what, const routes::output_copy& copy, const explain_wishes& how) {
    json::object made{{"output", what.rules.output_names()[copy.output]},
                      {"route", what.rules.route_names()[copy.route]},
                      {"changed", copy.body.has_value()},
                      {"bytes", copy.body ? copy.body->size() : what.received}};
    json::array keys;
    for (const auto& key : copy.keys) keys.push_back(as_json(some_text{key}, of_no_segment, how));
    if (!keys.empty()) made["keys"] = std::move(keys);
    json::object beside;
    for (const auto& each : routes::decode_attributes(copy.attributes).value_or(routes::attributes{}))
        beside[each.name] = as_json(some_text{each.value}, of_no_segment, how);
    if (!beside.empty()) made["attributes"] = std::move(beside);
    if (how.bodies && copy.body) made["body"] = *copy.body;
    return made;
}

// Where it goes nowhere. The texts are the configuration's, with paths and without values.
void add_ends(json::object& to, const explained& what) {
    if (!what.head.application_by.empty()) to["application_by"] = what.head.application_by;
    const auto& names = what.rules.route_names();
    json::array drops;
    for (const auto& each : what.made.drops)
        drops.push_back(json::object{{"route", names[each.route]}, {"reason", each.reason}});
    if (!drops.empty()) to["drops"] = std::move(drops);
    json::array failures;
    for (const auto& each : what.made.failures)
        failures.push_back(json::object{{"route", names[each.route]}, {"text", each.text}, {"rejects", each.rejects}});
    if (!failures.empty()) to["failures"] = std::move(failures);
    if (what.made.unmatched()) to["unmatched"] = true;
}

} // namespace

std::string message_as_wished(const std::string& text, const explain_wishes& how) {
    if (how.values) return text;
    const auto message = hl7::message::parse(text);
    return message ? peers::masked(*message) : std::string{};
}

json::object as_json(const explained& what, const explain_wishes& how) {
    json::array steps;
    for (const auto& line : what.told.lines()) steps.push_back(as_json(what, line, how));
    json::array copies;
    for (const auto& copy : what.made.copies) copies.push_back(as_json(what, copy, how));
    json::object made{
        {"input", what.head.input},         {"type", what.head.type},         {"control", what.head.control},
        {"version", what.head.version},     {"segments", what.head.segments}, {"ack", to_text(what.end.due)},
        {"ack_after", what.head.ack_after}, {"reason", what.end.end.reason},  {"steps", std::move(steps)},
        {"left_out", what.told.left_out()}, {"outputs", std::move(copies)}};
    add_ends(made, what);
    json::array stopped;
    for (const auto& each : what.told.stopped())
        stopped.push_back(json::object{{"route", what.rules.route_names()[each.route]},
                                       {"part", each.part},
                                       {"message", message_as_wished(each.text, how)}});
    if (!stopped.empty()) made["after_step"] = std::move(stopped);
    return made;
}

} // namespace vagus::app
