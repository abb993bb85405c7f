#include "engine/intake/ack_policy.hpp"

#include <algorithm>

namespace vagus::intake {
namespace {

using hl7::ack_code;
using namespace std::chrono_literals;

config::type<ack_code> any_code() {
    return config::choice<ack_code>({{"AA", ack_code::AA}, {"AE", ack_code::AE}, {"AR", ack_code::AR}});
}

config::type<ack_code> negative_code() {
    return config::choice<ack_code>({{"AE", ack_code::AE}, {"AR", ack_code::AR}});
}

void check_codes(const ack_policy& ack, const config::node& map, config::reading& context) {
    const auto* codes = map.find("codes");
    no_negative_answer_after_stored(ack.when, codes == nullptr ? nullptr : &codes->value, context.found);
}

void only_an_answer_has_a_time(const application_ack& ack, const config::node& map, config::reading& context) {
    if (ack.from) return;
    for (const auto* key : {"within", "else"})
        if (const auto* written = map.find(key))
            context.found.error(written->value.at, "VG3118",
                                "`" + std::string{key} + "` is about the answer of `from`, and there is no `from`",
                                "try: from: OUTPUT");
}

void nobody_else_asks_for_it(const ack_policy& ack, const config::node& map, config::reading& context) {
    const auto looks = [](ack_mode how) { return how == ack_mode::obey || how == ack_mode::enhanced; };
    const auto one_looks = [&](const ack_override& each) { return each.how && looks(*each.how); };
    if (!ack.application || looks(ack.how) || std::ranges::any_of(ack.overrides, one_looks)) return;
    const auto* written = map.find("application");
    if (written == nullptr) return;
    context.found.error(written->value.at, "VG3105",
                        "`application` is for what MSH-16 asks for, which this `mode` does not look at",
                        "try: mode: auto");
}

void somebody_hears_which_is_next(const ack_policy& ack, const config::node& map, config::reading& context) {
    const auto* written = map.find("sequence");
    if (!ack.sequence || ack.how != ack_policy::mode::none || written == nullptr) return;
    context.found.error(written->value.at, "VG3108",
                        "sequence numbers need answers, which say what is expected, and this `mode` gives none",
                        "leave out one of the two");
}

} // namespace

void no_negative_answer_after_stored(const moment& when, const config::node* codes, config::findings& found) {
    if (when != moment::point::stored || codes == nullptr) return;
    for (const auto& entry : codes->entries) {
        if (entry.key == "unparsable" || entry.value.text == "AA") continue;
        found.add(
            {entry.value.at, static_cast<std::uint32_t>(entry.value.text.size()), config::level::error, "VG3101",
             "a negative answer for '" + entry.key + "' contradicts `after: stored`, which answers before routes count",
             "try: after: processed"});
    }
}

config::type<ack_mode> ack_mode_type() {
    return config::choice<ack_mode>({{"original", ack_mode::original},
                                     {"auto", ack_mode::obey},
                                     {"enhanced", ack_mode::enhanced},
                                     {"none", ack_mode::none}});
}

config::type<ack_code> accept_code_type() {
    return config::choice<ack_code>({{"CA", ack_code::CA}, {"AA", ack_code::AA}});
}

const config::fields<application_ack>& application_ack_fields() {
    static const auto stated =
        config::fields<application_ack>{"application", "Application acknowledgements over another connection."}
            .required(
                "via", &application_ack::via, config::with_place(config::name()),
                "The mllp output that carries them to the sender, in order, as deliveries that are kept with their "
                "messages and tried again like any other.")
            .optional("from", &application_ack::from, config::maybe(config::with_place(config::name())),
                      "The mllp output whose receiver's answers they are, for messages that go there. Without it they "
                      "are ours, and made when the message is accepted.")
            .optional("within", &application_ack::within, config::time_span(100ms, 24h),
                      "With `from`: how long the answer is waited for.")
            .optional("else", &application_ack::otherwise, negative_code(),
                      "With `from`: what is sent when no answer came in that time.")
            .check(only_an_answer_has_a_time);
    return stated;
}

const config::fields<ack_codes>& ack_codes_fields() {
    static const auto stated =
        config::fields<ack_codes>{"codes", "The answer for each way a message can end."}
            .optional("unparsable", &ack_codes::unparsable, negative_code(), "For bytes that are no HL7 message.")
            .optional("invalid", &ack_codes::invalid, negative_code(), "For a message that a route rejected.")
            .optional("failed", &ack_codes::failed, any_code(), "For a message that failed in a route.")
            .optional("dropped", &ack_codes::dropped, any_code(), "For a message that its routes dropped on purpose.")
            .optional("unmatched", &ack_codes::unmatched, any_code(), "For a message that no route took.");
    return stated;
}

const config::fields<ack_policy>& ack_policy_fields() {
    static const auto stated =
        config::fields<ack_policy>{"ack", "What the sender is promised, and when."}
            .optional("mode", &ack_policy::how, ack_mode_type(),
                      "`original`: one application acknowledgement a message. `auto`: what MSH-15 and MSH-16 ask for, "
                      "`original` where both are empty. `enhanced`: likewise, and an accept acknowledgement where both "
                      "are empty. `none`: no answer.")
            .optional("accept_code", &ack_policy::accept_code, accept_code_type(),
                      "What an accept acknowledgement says: `CA` (and CE, CR), or `AA` (and AE, AR) for senders that "
                      "set MSH-15 and understand only AA.")
            .optional(
                "after", &ack_policy::when, moment_type(),
                "`stored`: the message is safe on disk. `processed`: also the routes ran, and may answer negatively. "
                "`{ after: delivered, ... }`: also these receivers have it.")
            .optional("application", &ack_policy::application, config::maybe(config::object(application_ack_fields)),
                      "Where application acknowledgements go that MSH-16 asks for; without it, on the connection the "
                      "message came on.")
            .optional("codes", &ack_policy::codes, config::object(ack_codes_fields),
                      "The answer for each way a message can end.")
            .optional("sequence", &ack_policy::sequence, config::boolean(),
                      "The sequence number protocol: MSH-13 must be one more than that of the message before, and "
                      "MSA-4 says which number is expected.")
            .optional("overrides", &ack_policy::overrides, config::list(config::object(ack_override_fields)),
                      "What is promised otherwise for some messages. The first whose `match` fits counts.")
            .check(nobody_else_asks_for_it)
            .check(somebody_hears_which_is_next)
            .check(check_codes);
    return stated;
}

} // namespace vagus::intake
