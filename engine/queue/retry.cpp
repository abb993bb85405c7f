#include "engine/queue/retry.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <utility>

namespace vagus::queue {

using namespace std::chrono_literals;

namespace {

constexpr std::int64_t most_attempts = 1'000'000;

struct counted {
    std::int64_t attempts = 0;
};
const config::fields<counted>& counted_fields() {
    static const auto stated = config::fields<counted>{"give_up", "Gives up after so many tries."}.required(
        "attempts", &counted::attempts, config::integer(1, most_attempts), "Tries in all, over restarts.");
    return stated;
}

config::type<patience> patience_type() {
    static const auto span = config::time_span_or_never(1s, 24h * 365);
    return {.read =
                [](const config::node& written, config::reading& context, patience& into) {
                    if (written.kind != config::node::shape::map) return span.read(written, context, into.span);
                    counted read;
                    if (!counted_fields().read(written, context, read)) return false;
                    into.attempts = read.attempts;
                    return true;
                },
            .show = [](const patience& p) { return span.show(p.span); },
            .schema =
                [](config::definitions& defs) {
                    boost::json::array forms;
                    forms.push_back(span.schema(defs));
                    forms.push_back(config::object(counted_fields).schema(defs));
                    return boost::json::value(boost::json::object{{"anyOf", std::move(forms)}});
                },
            .words = span.words + ", or `{ attempts: N }`"};
}

} // namespace

const config::fields<retry_policy>& retry_fields() {
    static const auto stated =
        config::fields<retry_policy>{"retry", "When a delivery that did not succeed is tried again."}
            .optional("first", &retry_policy::first, config::time_span(10ms, 24h), "Wait after the first try.")
            .optional("factor", &retry_policy::factor, config::integer(1, 10),
                      "Each further wait is this many times longer.")
            .optional("max", &retry_policy::max, config::time_span(10ms, 24h), "No wait is longer than this.")
            .optional("jitter", &retry_policy::jitter, config::percent(0.0, 0.5),
                      "Waits are made longer or shorter by up to this much, so that outputs do not return in step.")
            .optional("give_up", &retry_policy::give_up, patience_type(),
                      "A message tried for this long, or so many times, becomes a dead letter; `never` keeps trying.")
            .check([](const retry_policy& retry, const config::node& map, config::reading& context) {
                if (retry.first <= retry.max) return;
                context.found.add({map.at, 1, config::level::error, "VG1202", "retry.first is longer than retry.max",
                                   "try: raise max, or lower first"});
            });
    return stated;
}

std::chrono::milliseconds wait_after(const retry_policy& policy, std::uint32_t tries, double chance) {
    auto wait = static_cast<double>(policy.first.count());
    auto most = static_cast<double>(policy.max.count());
    // The loop ends at max at the latest, or stays where it is with factor 1.
    for (std::uint32_t i = 1; i < tries && wait < most && policy.factor > 1; ++i)
        wait *= static_cast<double>(policy.factor);
    wait = std::min(wait, most);
    wait *= 1.0 + policy.jitter * (2.0 * chance - 1.0);
    return std::chrono::milliseconds{static_cast<std::int64_t>(wait)};
}

} // namespace vagus::queue
