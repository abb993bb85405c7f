#include "engine/observe/metrics/families.hpp"

namespace vagus::observe {
namespace {

using kind = family::kind;

struct of_outputs {
    family deliveries{kind::counter, "vagus_output_deliveries_total", "Attempts to deliver, by what came of them."};
    family attempt{kind::histogram, "vagus_output_attempt_duration_seconds",
                   "How long an attempt took, with its answer."};
    family retries{kind::counter, "vagus_output_retries_total", "Attempts after which another one is due."};
    family dead{kind::counter, "vagus_dead_letters_total", "Deliveries that became dead letters, by the last attempt."};
    family end_to_end{kind::histogram, "vagus_end_to_end_seconds", "From the receipt of a message to its delivery."};

    void add(const std::string& name, const queue::output_meters& one,
             const std::map<std::uint32_t, std::string>& routes) {
        using enum store::outcome;
        // Also those that did not happen: a first 1 out of nothing is no increase to Prometheus.
        for (const auto each : {accepted, rejected, timeout, unreadable, connection})
            deliveries.put({{"output", name}, {"result", std::string{queue::name_of(each)}}},
                           one.attempts[static_cast<std::size_t>(each)].value());
        for (const auto each : {rejected, timeout, unreadable, connection, by_person})
            dead.put({{"output", name}, {"reason", std::string{queue::name_of(each)}}},
                     one.dead[static_cast<std::size_t>(each)].value());
        attempt.put({{"output", name}}, one.attempt.look());
        retries.put({{"output", name}}, one.retries.value());
        for (const auto& [number, took] : one.end_to_end.look()) {
            const auto route = routes.find(number);
            if (route != routes.end())
                end_to_end.put({{"route", route->second}, {"output", name}}, took);
            else if (number == 0)
                end_to_end.put({{"output", name}}, took);
        }
    }
};

struct queues {
    family waiting{kind::gauge, "vagus_output_queue_messages", "Messages that wait to be delivered."};
    family oldest{kind::gauge, "vagus_output_queue_oldest_seconds", "Age of the one that has waited longest; 0: none."};
    family up{kind::gauge, "vagus_output_up", "1 while the last attempt met a receiver."};
    family held{kind::gauge, "vagus_output_held", "1 while a person or an answer holds it."};
    family dead{kind::gauge, "vagus_dead_letters", "Dead letters that nobody has decided about."};
    family parked{kind::gauge, "vagus_output_parked_messages",
                  "Messages that wait for their next try beside the lanes."};
    family memory{kind::gauge, "vagus_output_memory_messages", "Messages of the queue that are in memory."};
    family limit{kind::gauge, "vagus_output_memory_limit_messages", "The most of them; the others wait on disk."};

    void add(const output_reading& one) {
        waiting.put({{"output", one.name}}, one.pending);
        oldest.put({{"output", one.name}}, static_cast<double>(one.oldest_seconds));
        up.put({{"output", one.name}}, one.up ? 1.0 : 0.0);
        held.put({{"output", one.name}}, one.held ? 1.0 : 0.0);
        dead.put({{"output", one.name}}, one.dead);
        parked.put({{"output", one.name}}, one.parked);
        memory.put({{"output", one.name}}, one.in_memory);
        limit.put({{"output", one.name}}, one.memory_limit);
    }
};

} // namespace

void add_outputs(families& to, const books& counted, const readings& now) {
    of_outputs all;
    const auto routes = counted.names.look();
    for (const auto& [name, one] : counted.outputs.look()) all.add(name, *one, routes);
    for (auto* each : {&all.deliveries, &all.attempt, &all.retries, &all.dead, &all.end_to_end})
        to.push_back(std::move(*each).take());
    queues stand;
    for (const auto& each : now.outputs) stand.add(each);
    for (auto* each : {&stand.waiting, &stand.oldest, &stand.up, &stand.held, &stand.dead, &stand.parked, &stand.memory,
                       &stand.limit})
        to.push_back(std::move(*each).take());
}

} // namespace vagus::observe
