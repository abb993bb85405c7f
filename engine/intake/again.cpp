// What is stored, once more: a person asked for it.
#include "engine/intake/intake.hpp"

#include "engine/intake/digest.hpp"

#include <algorithm>
#include <utility>

namespace vagus::intake {
namespace {

using store::delivery_state;

store::new_delivery as_sent(const store::stored_part& part, std::uint32_t output) {
    store::new_delivery delivery;
    delivery.name = output;
    delivery.keys = part.keys;
    delivery.attributes = part.attributes;
    delivery.body = part.body;
    return delivery;
}

// A second copy beside one that waits would overtake nothing and repeat it; what is dead has a way of its own, which
// closes it.
std::string why_not_again(const store::stored_part& part) {
    if (part.state == delivery_state::pending) return "it still waits for '" + part.name + "'";
    if (part.state == delivery_state::dead) return "it is a dead letter of '" + part.name + "': `vagus dead retry`";
    return {};
}

// Who gets an older message once more has what that says, and not what the newest said: the next one is no repeat. Nor
// does the older one's word count again, since newer ones may have said otherwise.
void keep_prints_to_forget(std::vector<routes::remembered>& words) {
    std::erase_if(words, [](const auto& each) { return !each.print; });
    for (auto& each : words) each.value.clear();
}

} // namespace

result<store::new_message, std::string> intake::again(const store::stored_message& from, const store::stored_part& dead,
                                                      const std::optional<std::string>& request,
                                                      answers_are how) const {
    const auto now = in_force_.get();
    auto entry = linked_to(*now, from);
    if (dead.state == delivery_state::failed) {
        const auto& routes = now->rules->route_names();
        if (std::ranges::find(routes, dead.name) == routes.end()) return fail(no_route_for(from, dead));
        const recalled before{store_, now->known.memories};
        auto planned = plan_again(*now, from, dead.name, before, request, how);
        if (!planned) return fail(std::move(planned.error()));
        if (!planned->made.failures.empty()) return fail("fails again: " + planned->made.failures.front().text);
        take_over(entry, *now, std::move(planned->made), planned->set);
        entry.answers = from.answers;
        return entry;
    }
    const auto output = number_of_output(dead.name);
    if (!output)
        return fail("there is no output named '" + dead.name +
                    "' any more: add it to the configuration, or discard the message");
    entry.deliveries.push_back(as_sent(dead, *output));
    forget_prints(entry, *now, from, request);
    return entry;
}

std::string intake::no_route_for(const store::stored_message& from, const store::stored_part& failed) const {
    if (failed.name != from.input)
        return "there is no route named '" + failed.name +
               "' any more: add it to the configuration, or discard the message";
    if (answered_by(from.input_number)) return "it is an answer that cannot be read: look at it, then discard it";
    return "it is a part of a message: ask its sender for the whole, then discard it";
}

result<store::new_message, std::string> intake::resend(const store::stored_message& from,
                                                       const std::vector<std::string>& to, resend_how how,
                                                       const std::optional<std::string>& request,
                                                       answers_are answers) const {
    const auto wanted = [&](const std::string& output) { return std::ranges::find(to, output) != to.end(); };
    if (from.state == store::message_state::refused)
        return fail("it was refused: its sender was told so, and sends it again");
    if (from.state == store::message_state::fragment)
        return fail("it is a part of a message: the whole is a message of its own");
    for (const auto& part : from.parts) {
        if (how == resend_how::by_todays_rules && part.state == delivery_state::failed)
            return fail("its route '" + part.name + "' failed: `vagus dead retry`");
        if (auto why = why_not_again(part); wanted(part.name) && !why.empty()) return fail(std::move(why));
    }
    const auto now = in_force_.get();
    auto entry = linked_to(*now, from);
    if (how == resend_how::as_sent) {
        for (const auto& part : from.parts) {
            const auto output = wanted(part.name) ? number_of_output(part.name) : std::nullopt;
            if (output) entry.deliveries.push_back(as_sent(part, *output));
        }
        if (entry.deliveries.empty()) return fail("nothing of it was made for these outputs: `--rules` makes it today");
        forget_prints(entry, *now, from, request);
        return entry;
    }
    const recalled before{store_, now->known.memories, recalled::prints::hidden};
    auto planned = plan_again(*now, from, {}, before, request, answers);
    if (!planned) return fail(std::move(planned.error()));
    if (!planned->made.failures.empty())
        return fail("fails with today's rules: " + planned->made.failures.front().text);
    std::erase_if(planned->made.copies,
                  [&](const auto& copy) { return !wanted(now->rules->output_names()[copy.output]); });
    if (planned->made.copies.empty()) return fail("today's rules make nothing of it for these outputs");
    keep_prints_to_forget(planned->made.remembers);
    take_over(entry, *now, std::move(planned->made), planned->set);
    entry.answers = from.answers;
    return entry;
}

// Of what is sent as it was nobody knows any more whose it is, but the rules of today do.
void intake::forget_prints(store::new_message& entry, const in_force& now, const store::stored_message& from,
                           const std::optional<std::string>& request) const {
    if (now.known.memories.empty()) return;
    const recalled before{store_, now.known.memories, recalled::prints::hidden};
    auto planned = plan_again(now, from, {}, before, request, answers_are::of_then);
    if (!planned) return;
    routes::plan words;
    words.remembers = std::move(planned->made.remembers);
    keep_prints_to_forget(words.remembers);
    take_over(entry, now, std::move(words), nullptr);
}

store::new_message intake::linked_to(const in_force& now, const store::stored_message& from) const {
    store::new_message entry;
    entry.input = from.input_number;
    entry.received = clock_.wall();
    entry.revision = now.known.revision;
    entry.state = store::message_state::resent;
    entry.parent = from.id;
    entry.control = from.control;
    entry.type = from.type;
    entry.digest = digest_of(from.raw);
    entry.raw = from.raw;
    if (const auto read = hl7::message::parse(from.raw)) entry.sought = sought_in(read->read(), now.sought);
    return entry;
}

result<intake::readable, std::string> intake::read_again(const in_force& now, const store::stored_message& from) {
    auto bytes = from.raw;
    const auto how = now.known.readings.find(from.input_number);
    auto was = decode(bytes, how == now.known.readings.end() ? charset::policy{} : how->second);
    auto message = hl7::message::parse(std::move(bytes), hl7::strictness::lenient, was ? was->set : nullptr);
    if (!message) return fail("the stored bytes cannot be read any more: " + hl7::to_text(message.error()));
    return readable{std::move(*message), was ? std::move(*was) : original{}};
}

result<intake::fresh_plan, std::string> intake::plan_again(const in_force& now, const store::stored_message& from,
                                                           std::string_view route, const routes::known& before,
                                                           const std::optional<std::string>& request, answers_are how) {
    const auto read = read_again(now, from);
    if (!read) return fail(read.error());
    const auto& message = read->message;
    const auto asked = request ? request_in(*request) : std::nullopt;
    routes::circumstances then{from.input, from.received, asked ? &*asked : nullptr, 2, &before};
    const auto answers = known_answers(now.rules->questions(message, then, route), from.answers, how);
    then.answers = &answers;
    return fresh_plan{route.empty() ? now.rules->run(message, then) : now.rules->run_route(route, message, then),
                      read->was.set};
}

std::optional<std::uint32_t> intake::number_of_output(std::string_view name) const {
    const auto now = in_force_.get();
    const auto& outputs = now->rules->output_names();
    const auto known = std::ranges::find(outputs, name);
    if (known == outputs.end()) return std::nullopt;
    return now->known.outputs[static_cast<std::size_t>(known - outputs.begin())];
}

} // namespace vagus::intake
