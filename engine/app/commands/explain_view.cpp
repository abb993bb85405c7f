#include "engine/app/commands/explain_view.hpp"

#include "engine/app/peers/leaves.hpp"
#include "engine/app/peers/mask.hpp"
#include "parsers/hl7/message.hpp"
#include "routes/attributes.hpp"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace vagus::app {
namespace {

namespace json = boost::json;

using some_text = std::optional<std::string>;

// Of a key or an attribute: of no segment and field, so that nothing of it stays.
const peers::place of_no_segment{.segment = {}, .field = 0};

std::string shown(const std::string& value, const peers::place& at, const explain_wishes& how) {
    return peers::on_one_line(how.values ? value : peers::masked(at, value));
}

std::string in_quotes(const some_text& value, const peers::place& at, const explain_wishes& how) {
    return value ? "'" + shown(*value, at, how) + "'" : "absent";
}

std::string message_shown(const std::string& text, const explain_wishes& how) {
    if (how.values) return text;
    const auto message = hl7::message::parse(text);
    return message ? peers::masked(*message) : std::string{};
}

std::string answer_of(const path::look_up& asked) {
    return asked.what + ": " + (asked.found ? "a row" : "no row");
}

void print_lines(std::string text) {
    std::ranges::replace(text, '\r', '\n');
    fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
}

void print_step(const told_line& line, const explain_wishes& how) {
    fmt::print("  {:<32} {:<44} {}\n", line.step, line.outcome, line.where);
    for (const auto& each : line.asked) {
        std::string values;
        for (const auto& value : each.values) values += (values.empty() ? "" : ", ") + in_quotes(value, each.at, how);
        fmt::print("      {} is {}\n", each.path, values.empty() ? "empty" : values);
    }
    for (const auto& each : line.looked_up) fmt::print("      {}\n", answer_of(each));
    for (const auto& each : line.changes)
        fmt::print("      {}  {} -> {}\n", each.path, in_quotes(each.first, each.at, how),
                   in_quotes(each.second, each.at, how));
}

void print_steps(const explained& what, const explain_wishes& how) {
    std::optional<std::uint16_t> route;
    for (const auto& line : what.told.lines()) {
        if (route != line.route) fmt::print("{}\n", what.rules.route_names()[line.route]);
        route = line.route;
        print_step(line, how);
    }
    if (what.told.left_out() > 0)
        fmt::print("... and {} lines more: these are the first {}\n", what.told.left_out(), most_lines);
    for (const auto& each : what.told.stopped()) {
        fmt::print("after it{}, in {}:\n", each.part.empty() ? "" : " for " + each.part,
                   what.rules.route_names()[each.route]);
        print_lines(message_shown(each.text, how));
    }
}

void print_beside(const routes::output_copy& copy, const explain_wishes& how) {
    for (const auto& key : copy.keys) fmt::print("      key '{}'\n", shown(key, of_no_segment, how));
    for (const auto& each : routes::decode_attributes(copy.attributes).value_or(routes::attributes{}))
        fmt::print("      {} '{}'\n", each.name, shown(each.value, of_no_segment, how));
}

void print_copies(const explained& what, const explain_wishes& how) {
    for (const auto& copy : what.made.copies) {
        fmt::print("-> {:<16} {} bytes{}, by {}\n", what.rules.output_names()[copy.output],
                   copy.body ? copy.body->size() : what.received, copy.body ? "" : " as received",
                   what.rules.route_names()[copy.route]);
        print_beside(copy, how);
        if (how.bodies && copy.body) print_lines(*copy.body);
    }
}

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

} // namespace

void print(const explained& what, const explain_wishes& how) {
    print_steps(what, how);
    if (!what.told.stopped().empty()) return;
    print_copies(what, how);
    const auto& names = what.rules.route_names();
    for (const auto& drop : what.made.drops) fmt::print("dropped by {}: {}\n", names[drop.route], drop.reason);
    for (const auto& failure : what.made.failures)
        fmt::print("{} {}: {}\n", failure.rejects ? "rejected by" : "failed in", names[failure.route], failure.text);
    if (what.made.unmatched()) fmt::print("no route takes this message: it is kept as unmatched\n");
}

json::object as_json(const explained& what, const explain_wishes& how) {
    json::array steps;
    for (const auto& line : what.told.lines()) steps.push_back(as_json(what, line, how));
    json::array copies;
    for (const auto& copy : what.made.copies) copies.push_back(as_json(what, copy, how));
    json::object made{{"ack", to_text(what.end.due)},
                      {"reason", what.end.end.reason},
                      {"steps", std::move(steps)},
                      {"left_out", what.told.left_out()},
                      {"outputs", std::move(copies)}};
    json::array stopped;
    for (const auto& each : what.told.stopped())
        stopped.push_back(json::object{{"route", what.rules.route_names()[each.route]},
                                       {"part", each.part},
                                       {"message", message_shown(each.text, how)}});
    if (!stopped.empty()) made["after_step"] = std::move(stopped);
    return made;
}

} // namespace vagus::app
