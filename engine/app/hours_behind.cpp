#include "engine/app/hours_behind.hpp"

#include <algorithm>
#include <vector>

namespace vagus::app {
using observe::history;

namespace {

history::totals messages(std::uint64_t n) {
    return {n, 0, 0};
}

history::totals answers(const intake::input_meters& one) {
    using enum hl7::ack_code;
    history::totals made;
    for (const auto& each : one.acks) made.attempts += each.value();
    for (const auto code : {AE, AR, CE, CR}) made.failures += one.acks[static_cast<std::size_t>(code)].value();
    return made;
}

std::uint64_t attempts(const queue::output_meters& one, store::outcome what) {
    return one.attempts[static_cast<std::size_t>(what)].value();
}

history::totals deliveries(const queue::output_meters& one) {
    history::totals made;
    for (const auto& each : one.attempts) made.attempts += each.value();
    made.messages = attempts(one, store::outcome::accepted);
    made.failures = made.attempts - made.messages;
    return made;
}

history::totals rejections(const queue::output_meters& one) {
    auto made = deliveries(one);
    made.failures = attempts(one, store::outcome::rejected);
    return made;
}

std::uint64_t dead(const queue::output_meters& one) {
    std::uint64_t all = 0;
    for (const auto& each : one.dead) all += each.value();
    return all;
}

template <class History, class Rows> void forget_gone(std::map<std::string, History>& all, const Rows& rows) {
    std::erase_if(all, [&](const auto& each) {
        return std::ranges::find(rows, each.first, &Rows::value_type::name) == rows.end();
    });
}

template <class Rows, class Totals>
void go_on(hours_behind::of_each& all, const Rows& rows, history::instant now, const Totals& so_far) {
    forget_gone(all, rows);
    for (const auto& row : rows) {
        const auto totals = so_far(row.name);
        // One that was gone and is there again has counted on from what it had.
        const bool counts_from_nothing = all.known.size() < observe::most_names && all.known.insert(row.name).second;
        const auto [of, fresh] = all.try_emplace(row.name, now, counts_from_nothing ? history::totals{} : totals);
        of->second.add(now, totals);
    }
}
template <class Rows, class Totals>
void go_on(std::map<std::string, observe::spans_history>& all, const Rows& rows, history::instant now,
           const Totals& so_far) {
    forget_gone(all, rows);
    for (const auto& row : rows) {
        const auto totals = so_far(row.name);
        const auto [of, fresh] = all.try_emplace(row.name, now, totals);
        if (!fresh) of->second.add(now, totals);
    }
}

} // namespace

void note(hours_behind& into, observe::books& counted, const observe::readings& seen, history::instant now) {
    const auto input = [&](const std::string& name) { return counted.inputs.of(name); };
    const auto output = [&](const std::string& name) { return counted.outputs.of(name); };
    go_on(into.inputs, seen.inputs, now, [&](const auto& name) { return messages(input(name)->messages.all()); });
    go_on(into.answers, seen.inputs, now, [&](const auto& name) { return answers(*input(name)); });
    go_on(into.unmatched, seen.inputs, now, [&](const auto& name) { return messages(input(name)->unmatched.value()); });
    go_on(into.outputs, seen.outputs, now, [&](const auto& name) { return deliveries(*output(name)); });
    go_on(into.took, seen.outputs, now, [&](const auto& name) { return output(name)->attempt.look(); });
    go_on(into.rejected, seen.outputs, now, [&](const auto& name) { return rejections(*output(name)); });
    go_on(into.dead, seen.outputs, now, [&](const auto& name) { return messages(dead(*output(name))); });
    go_on(into.routes, seen.routes, now,
          [&](const auto& name) { return messages(counted.routes.of(name)->failed.value()); });
    const std::vector<observe::route_reading> one{{of_configuration}};
    go_on(into.reloads, one, now, [&](const auto&) { return messages(counted.reloads.look()["refused"]); });
}

} // namespace vagus::app
