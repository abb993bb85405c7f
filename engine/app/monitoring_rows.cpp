// What was counted of the last hour, and whom to call, beside the rows of `status`.
#include "engine/app/monitoring.hpp"
#include "engine/app/reloading.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace vagus::app {
namespace json = boost::json;
using observe::history;

namespace {

json::array as_json(const std::vector<std::uint64_t>& numbers) {
    return json::array(numbers.begin(), numbers.end());
}

json::value or_null(const std::optional<std::int64_t>& value) {
    return value ? json::value(*value) : json::value();
}

std::optional<std::int64_t> drain_seconds(const json::object& row, std::uint64_t per_minute) {
    const auto pending = row.at("pending").to_number<std::uint64_t>();
    if (pending == 0) return 0;
    if (per_minute == 0) return std::nullopt;
    return static_cast<std::int64_t>(pending * 60 / per_minute);
}

// Null: it is stated no more.
template <class All> auto stated_of(const All& all, const json::object& row) {
    const auto found = std::ranges::find(all, std::string_view{row.at("name").as_string()},
                                         [](const auto& each) -> std::string_view { return each.name; });
    return found == all.end() ? nullptr : found->value;
}

// Whom to call.
template <class All> void add_words(json::array& rows, const All& all) {
    for (auto& each : rows) {
        auto& row = each.as_object();
        const auto stated = stated_of(all, row);
        json::object about;
        if (stated)
            for (const auto& one : stated->about) about[one.name] = one.value;
        row["about"] = about.empty() ? json::value() : json::value(std::move(about));
    }
}

const history* of_row(const hours_behind::of_each& all, const json::object& row) {
    const auto found = all.find(std::string{row.at("name").as_string()});
    return found == all.end() ? nullptr : &found->second;
}

} // namespace

void monitoring::add_to_inputs(json::array& rows) const {
    add_words(rows, all_->config.running().written.inputs);
    for (auto& each : rows) {
        const auto stated = stated_of(all_->config.running().written.inputs, each.as_object());
        const auto every = stated ? stated->expect_every : std::nullopt;
        each.as_object()["expect_every_seconds"] = every ? json::value(every->count() / 1000) : json::value();
    }
    const auto counted = books_.inputs.look();
    for (auto& each : rows) {
        auto& row = each.as_object();
        const auto* hour = of_row(hours_.inputs, row);
        const auto meters = counted.find(std::string{row.at("name").as_string()});
        if (hour == nullptr || meters == counted.end()) continue;
        using enum hl7::ack_code;
        const auto acks = [&](hl7::ack_code code) {
            return meters->second->acks[static_cast<std::size_t>(code)].value();
        };
        const auto last = meters->second->last.load(std::memory_order_relaxed);
        row["last_us"] = last == 0 ? json::value() : json::value(last);
        row["acks"] =
            json::object{{"positive", acks(AA) + acks(CA)}, {"negative", acks(AE) + acks(AR) + acks(CE) + acks(CR)}};
        row["per_minute"] = hour->last_minute();
        row["history"] = as_json(hour->by_minute());
    }
}

void monitoring::add_to_routes(json::array& rows) const {
    const auto counted = books_.routes.look();
    for (auto& each : rows) {
        auto& row = each.as_object();
        const auto found = counted.find(std::string{row.at("name").as_string()});
        if (found == counted.end()) continue;
        const auto& of = *found->second;
        row["messages"] = of.delivered.value() + of.dropped.value() + of.failed.value();
        row["dropped"] = of.dropped.value();
        row["failed"] = of.failed.value();
    }
}

void monitoring::add_to_outputs(json::array& rows) const {
    add_words(rows, all_->config.running().written.outputs);
    for (auto& each : rows) {
        auto& row = each.as_object();
        const auto* hour = of_row(hours_.outputs, row);
        if (hour == nullptr) continue;
        const auto share = hour->failure_share();
        const auto took = hours_.took.find(std::string{row.at("name").as_string()});
        const auto p95 = took == hours_.took.end() ? std::nullopt : took->second.p95_us();
        row["per_minute"] = hour->last_minute();
        row["history"] = as_json(hour->by_minute());
        row["drain_seconds"] = or_null(drain_seconds(row, hour->last_minute()));
        row["error_share_1h"] = share ? json::value(*share) : json::value();
        row["p95_ms"] = p95 ? json::value(static_cast<double>(*p95) / 1000.0) : json::value();
    }
}

} // namespace vagus::app
