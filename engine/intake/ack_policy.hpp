// What an input promises its senders: `ack:` in the configuration. Source: HL7 v2.5.1 chapter 2, section 2.9.
#pragma once

#include "config/fields.hpp"
#include "engine/intake/awaited.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "routes/written.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::intake {

struct ack_codes {
    hl7::ack_code unparsable = hl7::ack_code::AR; // bytes that are no HL7 message
    hl7::ack_code invalid = hl7::ack_code::AE;    // a route rejected it
    hl7::ack_code failed = hl7::ack_code::AA;     // a route failed: kept here, retryable
    hl7::ack_code dropped = hl7::ack_code::AA;    // every matching route dropped it
    hl7::ack_code unmatched = hl7::ack_code::AA;  // no route took it: kept here, counted
};

// Application acknowledgements that MSH-16 asks for, over a connection of their own.
struct application_ack {
    config::located<std::string> via;                 // the output that carries them
    std::optional<config::located<std::string>> from; // the output whose answers they are; nothing: they are ours
    config::duration within{std::chrono::minutes{5}};
    hl7::ack_code otherwise = hl7::ack_code::AE; // without an answer in that time
};

enum class ack_mode : std::uint8_t {
    original, // one application acknowledgement a message; MSH-15 and MSH-16 are not looked at
    obey,     // `auto`: what MSH-15 and MSH-16 ask for, original mode where they ask for nothing
    enhanced, // likewise, and an accept acknowledgement where they ask for nothing
    none,     // silence
};

// What is promised otherwise for some messages of an input; what it does not say is as the input says.
struct ack_override {
    routes::written<expr::expression> match; // of the message as it arrived
    std::optional<ack_mode> how;
    std::optional<moment> when;
    std::optional<forwarded> answer;
    std::optional<hl7::ack_code> accept_code;
    std::optional<routes::written<ack_codes>> codes; // all of them
};

struct ack_policy {
    using mode = ack_mode;
    using after = moment::point;
    mode how = mode::original;
    moment when;
    hl7::ack_code accept_code = hl7::ack_code::CA; // or AA: AA, AE, AR say what CA, CE, CR would
    std::optional<application_ack> application;    // nothing: on the connection the message came on
    ack_codes codes;
    bool sequence = false;               // MSH-13 is checked and MSA-4 told
    std::vector<ack_override> overrides; // the first whose `match` fits counts

    // `answer:` is a moment too.
    void wait_for(const forwarded& answer);
};
// `base` as it is for messages of this override: with no overrides of its own.
[[nodiscard]] ack_policy overridden(const ack_policy& base, const ack_override& by);

[[nodiscard]] const config::fields<ack_policy>& ack_policy_fields();
[[nodiscard]] const config::fields<application_ack>& application_ack_fields();
[[nodiscard]] const config::fields<ack_codes>& ack_codes_fields();
[[nodiscard]] const config::fields<ack_override>& ack_override_fields();
[[nodiscard]] config::type<ack_mode> ack_mode_type();
[[nodiscard]] config::type<hl7::ack_code> accept_code_type();
// Findings for codes that routes would have to decide about before they ran. `codes` null: none are written.
void no_negative_answer_after_stored(const moment& when, const config::node* codes, config::findings& found);

} // namespace vagus::intake
