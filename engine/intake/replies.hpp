// Which acknowledgements a message gets: one pure decision from `ack.mode`, MSH-15 and MSH-16, and how the message
// ended. Source: HL7 v2.5.1 chapter 2, sections 2.9.2 (original mode), 2.9.3 (enhanced mode), table 0155.
#pragma once

#include "engine/intake/ack_policy.hpp"
#include "engine/intake/ending.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::intake {

// What the sender asked for. Original mode is an application acknowledgement always, and no accept acknowledgement.
struct wanted {
    enum class when : std::uint8_t { never, always, on_error, on_success }; // NE AL ER SU
    when accept = when::never;
    when application = when::always;
    bool stated = false; // in MSH-15 or MSH-16: enhanced mode

    static constexpr wanted nothing() { return {when::never, when::never, false}; }
    // Somebody would hear of a refusal. Where nobody does, none may happen: what routes made of the message counts.
    [[nodiscard]] bool hears_refusals() const;
};

// `auto`: without MSH-15 and MSH-16 original mode; with one of them the other is NE. `enhanced`: without both, an
// accept acknowledgement and no other. A word that is not in the table asks for an answer: silence is never guessed.
[[nodiscard]] wanted wanted_by(const hl7::document& message, const ack_policy& ack);

// The application acknowledgement leaves through the output that `ack.application` names. A sender that says nothing
// in MSH-15 and MSH-16 waits for it on its own connection.
[[nodiscard]] bool apart(const wanted& asked, const ack_policy& ack);

// What is sent: in this order, on the connection the message came on where nothing else is said.
struct replies {
    std::optional<hl7::ack_code> accept;
    std::optional<hl7::ack_code> application;

    [[nodiscard]] bool none() const { return !accept && !application; }
    bool operator==(const replies&) const = default;
};

// For a message that is safe and ended with `end`. A refusal that no application acknowledgement will tell is told by
// the accept acknowledgement: CA alone would end the sender's care for a message that goes nowhere.
[[nodiscard]] replies replies_to(const wanted& asked, hl7::ack_code end, const ack_policy& ack);
// For what is not accepted at all, such as bytes that are no message: the accept acknowledgement is the whole answer.
[[nodiscard]] replies replies_to_refused(const wanted& asked, hl7::ack_code code, const ack_policy& ack);

// How a planned message ends, and what its sender hears of it: the same in the engine, in `test` and in `explain`.
struct decision {
    wanted asked;
    ending end;
    replies due;
    bool answers = false; // it carries an MSA: an answer itself is never answered
};
[[nodiscard]] decision decide(const hl7::document& message, const routes::plan& made, const ack_policy& ack);

// As the store keeps them, for a resend: "AA", "CA", "CA AA", "" for none.
[[nodiscard]] std::string to_text(const replies& what);
[[nodiscard]] replies replies_in(std::string_view receipt);

} // namespace vagus::intake
