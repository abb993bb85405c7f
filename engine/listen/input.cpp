#include "engine/listen/input.hpp"

namespace vagus::listen {

using namespace std::chrono_literals;

intake::ack_policy input::promise() const {
    auto made = ack;
    if (answer) made.wait_for(*answer);
    return made;
}

std::vector<intake::ack_policy> input::special_promises() const {
    std::vector<intake::ack_policy> all;
    for (const auto& each : ack.overrides) all.push_back(intake::overridden(promise(), each));
    return all;
}

const config::fields<input>& input_fields() {
    static const auto stated =
        config::fields<input>{"input", "What every input has, whatever its kind."}
            .optional("dedup", &input::dedup, intake::dedup_type(),
                      "What is a repeat of a message before it, and what is done then. `none`: nothing is remembered.")
            .optional("continuation", &input::continuation, config::maybe(config::object(intake::continuation_fields)),
                      "Messages that their sender cut (MSH-14, DSC, ADD) are joined. Without it each fragment is a "
                      "message like any other.")
            .optional("expect_every", &input::expect_every, config::maybe(config::time_span(10s, 24h * 31)),
                      "How often a message comes at least: silence for longer is an alert (`feed_silent`).")
            .optional("about", &input::about, config::map_of(config::text(), config::name()),
                      "Whom to call, in words of your own (`owner`, `call`, `ticket`): shown with the input and with "
                      "its alerts.");
    return stated;
}

const config::fields<input>& answering_input_fields() {
    using intake::when_full;
    static const auto stated =
        config::fields<input>{"answering input", "What every input has whose senders hear answers."}
            .optional("ack", &input::ack, config::object(intake::ack_policy_fields),
                      "What the sender is promised, and when.")
            .optional("answer", &input::answer, config::maybe(config::object(intake::forwarded_fields)),
                      "The answer of a receiver is the sender's, with the sender's MSH-10 in MSA-2.")
            .optional("on_full", &input::on_full,
                      config::choice<when_full>({{"stop_reading", when_full::stop_reading}, {"nak", when_full::nak}}),
                      "While the store's disk has less room than `site.store.stop_inputs_below`: stop reading, so that "
                      "senders wait (over HTTP they hear 503); or answer AR (CE where an accept acknowledgement is "
                      "due) and keep nothing.")
            .include(input_fields());
    return stated;
}

} // namespace vagus::listen
