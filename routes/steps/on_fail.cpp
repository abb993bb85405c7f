#include "routes/steps/on_fail.hpp"

#include <algorithm>
#include <string>

namespace vagus::routes {
namespace {

using way = on_fail::way;

// In a reason; the answer's ERR segments have more.
constexpr std::size_t told_in_a_line = 5;

config::type<way> way_type() {
    return config::choice<way>(
        {{"reject", way::reject}, {"fail", way::fail}, {"warn", way::warn}, {"ignore", way::ignore}});
}

std::vector<std::string> rule_names() {
    std::vector<std::string> names;
    for (const auto one : hl7::every_rule) names.emplace_back(to_text(one));
    return names;
}

bool read_map(const config::node& map, config::reading& context, on_fail& into) {
    bool good = config::check_keys(map, context, "on_fail", rule_names(), {});
    const auto way_of = way_type();
    for (const auto one : hl7::every_rule) {
        const auto* entry = map.find(to_text(one));
        if (entry != nullptr && !way_of.read(entry->value, context, into.by_rule[static_cast<std::size_t>(one)]))
            good = false;
    }
    return good;
}

// "reject" where all rules say so, else "{ structure: warn, require: reject, .. }".
template <class Show> std::string shown(const on_fail& all, const Show& one) {
    if (std::ranges::count(all.by_rule, all.by_rule.front()) == std::ssize(all.by_rule))
        return one(all.by_rule.front());
    std::string text;
    for (const auto each : hl7::every_rule)
        text += (text.empty() ? "{ " : ", ") + std::string{to_text(each)} + ": " + one(all.of(each));
    return text + " }";
}

// "3 deviations: PID-5: required and empty; ... and 1 more"
std::string line_of(const std::vector<hl7::fault>& faults, std::size_t count) {
    std::string text = count == 1 ? "" : std::to_string(count) + " deviations: ";
    const auto told = std::min(faults.size(), told_in_a_line);
    for (std::size_t i = 0; i < told; ++i) (text += i == 0 ? "" : "; ") += faults[i].words;
    if (count > told) text += "; and " + std::to_string(count - told) + " more";
    return text;
}

} // namespace

bool on_fail::has(way one) const {
    return std::ranges::find(by_rule, one) != by_rule.end();
}

hl7::deviations::rules on_fail::looked_at() const {
    hl7::deviations::rules rules;
    for (const auto one : hl7::every_rule) rules[static_cast<std::size_t>(one)] = of(one) != way::ignore;
    return rules;
}

config::type<on_fail> on_fail_type() {
    const auto one = way_type();
    return {
        .read =
            [one = one.read](const config::node& value, config::reading& context, on_fail& into) {
                if (value.kind == config::node::shape::map) return read_map(value, context, into);
                auto all = way::fail;
                if (!one(value, context, all)) return false;
                into.by_rule.fill(all);
                return true;
            },
        .show = [show = one.show](const on_fail& each) { return shown(each, show); },
        .schema = [one = one.schema](config::definitions& defs) -> boost::json::value {
            boost::json::object rules;
            for (const auto& name : rule_names()) rules[name] = one(defs);
            return {
                {"anyOf", {one(defs), {{"type", "object"}, {"properties", rules}, {"additionalProperties", false}}}}};
        },
        .words =
            "reject, fail, warn or ignore, or a map of rules (structure, require, repetition, length, format, table, "
            "profile) to such",
    };
}

verdict judge(const hl7::deviations& found, const on_fail& otherwise) {
    std::vector<hl7::fault> wrong;
    std::vector<hl7::fault> doubtful;
    std::size_t wrong_count = 0;
    std::size_t doubtful_count = 0;
    bool rejected = false;
    for (const auto one : hl7::every_rule) {
        if (found.count(one) == 0) continue;
        const bool warns = otherwise.of(one) == way::warn;
        rejected = rejected || otherwise.of(one) == way::reject;
        (warns ? doubtful_count : wrong_count) += found.count(one);
        for (auto fault : found.from(one)) {
            fault.diagnostic = to_text(one);
            (warns ? doubtful : wrong).push_back(std::move(fault));
        }
    }
    verdict end;
    if (doubtful_count > 0) end.warning = line_of(doubtful, doubtful_count);
    if (wrong_count == 0) {
        if (doubtful_count == 0) end.why = "as it should be";
        return end;
    }
    end.go = rejected ? verdict::way::reject : verdict::way::fail;
    end.why = line_of(wrong, wrong_count);
    end.faults = std::move(wrong);
    return end;
}

} // namespace vagus::routes
