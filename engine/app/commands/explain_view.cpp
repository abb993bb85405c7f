#include "engine/app/commands/explain_view.hpp"

#include "engine/app/peers/leaves.hpp"
#include "engine/app/peers/mask.hpp"
#include "routes/attributes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>

namespace vagus::app {
namespace {

using some_text = std::optional<std::string>;

std::string shown(const std::string& value, const peers::place& at, const explain_wishes& how) {
    return peers::on_one_line(how.values ? value : peers::masked(at, value));
}

std::string in_quotes(const some_text& value, const peers::place& at, const explain_wishes& how) {
    return value ? "'" + shown(*value, at, how) + "'" : "absent";
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
        print_lines(message_as_wished(each.text, how));
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

} // namespace vagus::app
