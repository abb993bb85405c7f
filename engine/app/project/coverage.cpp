#include "engine/app/project/coverage.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace vagus::app {
namespace {

using config::node;

// The keys under which steps hold steps.
constexpr std::string_view inner_lists[] = {"steps", "do", "then", "else"};

std::string title_of(const node& step) {
    if (const auto* name = step.find("name")) return name->value.text;
    for (const auto& entry : step.entries)
        if (entry.key != "when" && entry.key != "on_error" && entry.key != "reason") return entry.key;
    return {};
}

} // namespace

coverage::coverage(const configuration& what)
    : files_{what.files.files} {
    for (const auto* family : {"routes", "transforms"}) {
        const auto* all = what.files.root.find(family);
        if (all == nullptr) continue;
        for (const auto& one : all->value.entries)
            if (const auto* steps = one.value.find("steps")) add_steps(steps->value);
    }
}

void coverage::add_steps(const node& list) {
    for (const auto& item : list.items) add_step(item);
}

void coverage::add_step(const node& step) {
    place made{
        .where = fmt::format("{}:{}", files_[step.at.file].name, step.at.line), .title = title_of(step), .arms = {}};
    if (step.find("if")) made.arms = {{.name = "then"}, {.name = "else"}};
    const auto* cases = step.find("cases");
    if (cases) {
        for (const auto& one : cases->value.entries)
            if (one.key != "else" || one.key_style != node::style::plain)
                made.arms.push_back({.name = "case '" + one.key + "'"});
        made.arms.push_back({.name = "else"});
    }
    by_where_.try_emplace(made.where, places_.size());
    places_.push_back(std::move(made));
    for (const auto& entry : step.entries)
        if (std::ranges::find(inner_lists, entry.key) != std::end(inner_lists)) add_steps(entry.value);
    if (cases)
        for (const auto& one : cases->value.entries) add_steps(one.value);
}

void coverage::hear(const routes::trace_line& line) {
    const auto at = by_where_.find(line.where);
    if (at == by_where_.end()) return;
    // In a loop the occurrence comes first: "OBX[2]: then".
    const auto says = [&](std::string_view what) {
        return line.outcome == what || line.outcome.ends_with(": " + std::string{what});
    };
    if (line.outcome.starts_with("not so: ") || line.outcome.find(": not so: ") != std::string::npos) return;
    for (auto i = at->second; i < places_.size() && places_[i].where == line.where; ++i) {
        places_[i].ran = true;
        for (auto& arm : places_[i].arms) arm.taken = arm.taken || says(arm.name);
    }
}

coverage::counts coverage::counted() const {
    counts all;
    for (const auto& each : places_) {
        ++all.steps;
        all.ran += each.ran ? 1U : 0U;
        all.arms += each.arms.size();
        all.taken += static_cast<std::size_t>(std::ranges::count(each.arms, true, &branch::taken));
    }
    return all;
}

std::string coverage::text() const {
    const auto all = counted();
    auto out = fmt::format("coverage: {} of {} steps ran, {} of {} branches were taken\n", all.ran, all.steps,
                           all.taken, all.arms);
    for (const auto& each : places_) {
        if (!each.ran) out += fmt::format("  {}: no test runs this step: {}\n", each.where, each.title);
        for (const auto& arm : each.arms)
            if (each.ran && !arm.taken)
                out += fmt::format("  {}: no test takes this branch: {}\n", each.where, arm.name);
    }
    return out;
}

boost::json::value coverage::json() const {
    const auto all = counted();
    boost::json::array steps;
    for (const auto& each : places_) {
        boost::json::array arms;
        for (const auto& arm : each.arms) arms.push_back({{"branch", arm.name}, {"taken", arm.taken}});
        steps.push_back(
            {{"where", each.where}, {"step", each.title}, {"ran", each.ran}, {"branches", std::move(arms)}});
    }
    return {{"steps", all.steps},
            {"ran", all.ran},
            {"branches", all.arms},
            {"taken", all.taken},
            {"all", std::move(steps)}};
}

} // namespace vagus::app
