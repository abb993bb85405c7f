#include "engine/app/alert_snapshot.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

namespace vagus::app {
namespace {

constexpr auto lately = static_cast<std::size_t>(alerts::lately.count());

std::chrono::seconds span(wall_us from, wall_us to) {
    return std::chrono::seconds{std::max<wall_us>(0, to - from) / 1'000'000}; // the wall clock may have jumped
}

const observe::history* of(const hours_behind::of_each& all, const std::string& name) {
    const auto found = all.find(name);
    return found == all.end() ? nullptr : &found->second;
}
std::uint64_t messages(const hours_behind::of_each& all, const std::string& name) {
    const auto* hour = of(all, name);
    return hour == nullptr ? 0 : hour->messages(lately);
}
std::uint64_t attempts(const hours_behind::of_each& all, const std::string& name) {
    const auto* hour = of(all, name);
    return hour == nullptr ? 0 : hour->attempts(lately);
}
double share(const hours_behind::of_each& all, const std::string& name) {
    const auto* hour = of(all, name);
    return hour == nullptr ? 0 : hour->failure_share(lately).value_or(0);
}

template <class All> auto named(const All& all, const std::string& name) {
    const auto found = std::ranges::find(all, name, [](const auto& each) { return each.name; });
    return found == all.end() ? nullptr : found->value;
}

} // namespace

alerts::snapshot snapshot_of(const observe::readings& seen, const hours_behind& hours,
                             const std::map<std::string, wall_us>& silent_from, const document& written) {
    alerts::snapshot made;
    for (const auto& each : seen.inputs) {
        alerts::input_facts one{each.name, each.expected_every};
        const auto from = silent_from.find(each.name);
        one.silent = span(std::max(each.last, from == silent_from.end() ? seen.at : from->second), seen.at);
        one.connections = each.connections;
        one.unmatched = messages(hours.unmatched, each.name);
        one.answers = attempts(hours.answers, each.name);
        one.negative = share(hours.answers, each.name);
        if (each.paused) one.paused = span(each.paused_since, seen.at);
        made.inputs.push_back(std::move(one));
    }
    for (const auto& each : seen.outputs) {
        alerts::output_facts one{each.name, each.up, each.why, each.pending, std::chrono::seconds{each.oldest_seconds}};
        if (const auto stated = named(written.outputs, each.name)) {
            if (const auto& age = stated->alert.queue_age)
                one.age_limit = std::chrono::floor<std::chrono::seconds>(*age);
            if (const auto& depth = stated->alert.queue_depth) one.depth_limit = static_cast<std::uint64_t>(*depth);
        }
        one.head_tries = each.head_tries;
        one.head = each.head;
        one.dead = messages(hours.dead, each.name);
        one.attempts = attempts(hours.rejected, each.name);
        one.rejected = share(hours.rejected, each.name);
        if (each.held) one.held = span(each.held_since, seen.at);
        made.outputs.push_back(std::move(one));
    }
    for (const auto& each : seen.routes) made.routes.push_back({each.name, messages(hours.routes, each.name)});
    for (const auto& each : seen.certificates)
        made.certificates.push_back({each.profile, std::chrono::seconds{(each.ends - seen.at) / 1'000'000}});
    made.disk = {seen.store.free, seen.store.capacity, seen.store.takes_messages};
    made.reloads_refused = messages(hours.reloads, of_configuration);
    return made;
}

} // namespace vagus::app
