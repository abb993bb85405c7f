// What an input promises its senders: `ack:` in the configuration. Source: HL7 v2.5.1 chapter 2, section 2.9.
#pragma once

#include "config/fields.hpp"
#include "engine/intake/awaited.hpp"
#include "parsers/hl7/acknowledge.hpp"

#include <cstdint>
#include <optional>
#include <string>

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
    config::located<std::string> via; // the output that carries them
};

struct ack_policy {
    enum class mode : std::uint8_t {
        original, // one application acknowledgement a message; MSH-15 and MSH-16 are not looked at
        obey,     // `auto`: what MSH-15 and MSH-16 ask for, original mode where they ask for nothing
        enhanced, // likewise, and an accept acknowledgement where they ask for nothing
        none,     // silence
    };
    using after = moment::point;
    mode how = mode::original;
    moment when;
    hl7::ack_code accept_code = hl7::ack_code::CA; // or AA: AA, AE, AR say what CA, CE, CR would
    std::optional<application_ack> application;    // nothing: on the connection the message came on
    ack_codes codes;
    bool sequence = false; // MSH-13 is checked and MSA-4 told
};

[[nodiscard]] const config::fields<ack_policy>& ack_policy_fields();
[[nodiscard]] const config::fields<application_ack>& application_ack_fields();
[[nodiscard]] const config::fields<ack_codes>& ack_codes_fields();

} // namespace vagus::intake
