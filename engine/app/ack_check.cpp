#include "engine/app/ack_check.hpp"

#include "engine/app/named_output.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

bool is_this_machine(const std::string& host) {
    return host.empty() || host == "localhost" || host == "::1" || host.starts_with("127.");
}

// The input of this very configuration that an acknowledgement would reach; null: none that can be told from here.
const std::string* reached(const config::endpoint& to, const document& written) {
    if (!is_this_machine(to.host)) return nullptr;
    for (const auto& input : written.inputs) {
        const auto* port = input.value ? input.value->listens() : nullptr;
        if (port != nullptr && port->port == to.port) return &input.name;
    }
    return nullptr;
}

void check(const config::located<std::string>& via, const document& written, config::findings& found) {
    const auto* output = output_named(via, written, found);
    if (output == nullptr) return; // it has findings of its own
    const auto carrier = output->carries_acks();
    if (!carrier) {
        found.error(via.at, "VG3106", "output '" + via.value + "' cannot carry acknowledgements: " + carrier.error(),
                    "try: an mllp output with `expect: answer`, or `expect: nothing` for a peer that never answers");
        return;
    }
    if (const auto* input = reached(carrier->to, written))
        found.error(via.at, "VG3107",
                    "output '" + via.value + "' leads to our own input '" + *input +
                        "': an acknowledgement would come back to us, and nobody answers it",
                    "name an output that leads to the sender");
}

void check_source(const intake::application_ack& ack, bool joins, const document& written, config::findings& found) {
    if (!ack.from) return;
    const auto wrong = [&](std::string text, std::string hint) {
        found.error(ack.from->at, "VG3118", std::move(text), std::move(hint));
    };
    const auto* output = output_named(*ack.from, written, found);
    if (output != nullptr && !output->answers_in_hl7())
        wrong("output '" + ack.from->value + "' has no answers that could be acknowledgements",
              "name an mllp output whose receiver acknowledges in HL7");
    if (ack.from->value == ack.via.value)
        wrong("what answers the acknowledgements of '" + ack.via.value + "' would be acknowledgements of it",
              "name the output that the messages go to");
    if (joins)
        wrong("fragments are acknowledged one by one, and only the last could have the receiver's answer",
              "leave out one of the two");
}

// What the answer waits for is known only after the commit: what is promised or stored with the message cannot say it.
void check_awaited(const intake::ack_policy& ack, bool joins, const config::place& at, const document& written,
                   config::findings& found) {
    const auto& what = ack.when.what;
    if (!what) return;
    const auto wrong = [&](std::string text, std::string hint) {
        found.error(at, "VG3110", std::move(text), std::move(hint));
    };
    for (const auto& each : what->outputs) {
        const auto* output = output_named(each, written, found);
        if (output != nullptr && what->forwards && !output->answers_in_hl7())
            wrong("output '" + each.value + "' has no answer that could be the sender's",
                  "name an mllp output whose receiver acknowledges in HL7");
    }
    if (ack.how == intake::ack_mode::none)
        wrong("nobody hears what was waited for with `mode: none`", "leave out one of the two");
    if (ack.application)
        wrong("`ack.application` sends its answer with the commit, which is before the delivery", "keep one of them");
    if (ack.sequence)
        wrong("a sequence number moves with the commit, and could not move back for a message that is not delivered",
              "leave out one of the two");
    if (joins)
        wrong("fragments are answered one by one, and only the last could wait for the delivery",
              "leave out one of the two");
}

void check_overrides(const listen::input& input, const document& written, config::findings& found) {
    const auto promises = input.special_promises();
    for (std::size_t i = 0; i < promises.size(); ++i) {
        const auto& by = input.ack.overrides[i];
        const auto& ack = promises[i];
        const auto& at = by.match.source.at;
        // What the input waits for has its findings there, unless the override brings the contradiction.
        if (by.when || by.answer || by.how == intake::ack_mode::none)
            check_awaited(ack, input.continuation.has_value(), at, written, found);
        if (by.codes) intake::no_negative_answer_after_stored(ack.when, &by.codes->source, found);
    }
}

// A sender that was told that its message is not delivered, or missed the answer that moves its count, sends the same
// again, and must be let in.
void check_repeats(const listen::input& input, const config::place& at, config::findings& found) {
    using store::repeat;
    if (input.dedup.same_bytes != repeat::refuse && input.dedup.other_bytes != repeat::refuse) return;
    const auto special = input.special_promises();
    const bool waits = input.promise().when.what || std::ranges::any_of(special, [](const intake::ack_policy& each) {
                           return each.when.what.has_value();
                       });
    if (!waits && !input.ack.sequence) return;
    found.error(at, "VG3119",
                std::string{"`dedup` refuses repeats, and a sender that "} +
                    (waits ? "heard that its message was not delivered" : "keeps count and missed an answer") +
                    " could never send it again",
                "try: same_bytes: answer_again, other_bytes: process_and_warn");
}

void check_answer(const listen::input& input, config::findings& found) {
    if (input.answer && input.ack.when.what)
        found.error(input.answer->from.at, "VG3110",
                    "`answer` and `ack.after: delivered` both say what the sender's answer waits for",
                    "keep one of them");
}

} // namespace

void check_acknowledgements(const document& written, config::findings& found) {
    for (const auto& input : written.inputs) {
        if (!input.value) continue;
        if (const auto& application = input.value->ack.application) {
            check(application->via, written, found);
            check_source(*application, input.value->continuation.has_value(), written, found);
        }
        check_answer(*input.value, found);
        check_repeats(*input.value, input.at, found);
        if (const auto ack = input.value->promise(); ack.when.what)
            check_awaited(ack, input.value->continuation.has_value(), ack.when.what->outputs.front().at, written,
                          found);
        check_overrides(*input.value, written, found);
    }
}

} // namespace vagus::app
