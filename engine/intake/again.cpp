// What is dead, once more: a person asked for it.
#include "engine/intake/intake.hpp"

#include "engine/intake/digest.hpp"

#include <algorithm>
#include <utility>

namespace vagus::intake {

result<store::new_message, std::string> intake::again(const store::dead_letter_body& dead) const {
    store::new_message entry;
    entry.input = dead.about.input_number;
    entry.received = clock_.wall();
    entry.revision = numbers_.revision;
    entry.state = store::message_state::resent;
    entry.parent = dead.about.message;
    entry.control = dead.about.control;
    entry.type = dead.about.type;
    entry.digest = digest_of(dead.received);
    entry.raw = dead.received;

    if (dead.about.state == store::delivery_state::failed) {
        if (std::ranges::find(rules_.route_names(), dead.about.name) == rules_.route_names().end())
            return fail(dead.about.name == dead.about.input
                            ? "it is a part of a message: ask its sender for the whole, then discard it"
                            : "there is no route named '" + dead.about.name +
                                  "' any more: add it to the configuration, or discard the message");
        auto bytes = dead.received;
        const auto how = numbers_.readings.find(entry.input);
        const auto was = decode(bytes, how == numbers_.readings.end() ? charset::policy{} : how->second);
        auto message = hl7::message::parse(std::move(bytes), hl7::strictness::lenient, was ? was->set : nullptr);
        if (!message) return fail("the stored bytes cannot be read any more: " + hl7::to_text(message.error()));
        auto made = rules_.run_route(dead.about.name, *message, {dead.about.input, dead.about.received});
        if (!made.failures.empty()) return fail("fails again: " + made.failures.front().text);
        take_over(entry, std::move(made), was ? was->set : nullptr);
        return entry;
    }
    // As it was sent, to the same output, behind the same keys.
    const auto& outputs = rules_.output_names();
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (outputs[i] != dead.about.name) continue;
        store::new_delivery delivery;
        delivery.name = numbers_.outputs[i];
        delivery.keys = dead.keys;
        delivery.attributes = dead.attributes;
        if (dead.sent != dead.received) delivery.body = dead.sent;
        entry.deliveries.push_back(std::move(delivery));
        return entry;
    }
    return fail("there is no output named '" + dead.about.name +
                "' any more: add it to the configuration, or discard the message");
}

} // namespace vagus::intake
