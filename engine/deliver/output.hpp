// An output as configuration states it. A kind of output is one file that states its fields and makes its senders, plus
// one line in kinds.cpp. Kafka, FHIR, HTTP and file outputs join here.
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "config/fields.hpp"
#include "engine/deliver/remark.hpp"
#include "engine/queue/alert_terms.hpp"
#include "engine/queue/dead_letter.hpp"
#include "engine/queue/hours.hpp"
#include "engine/queue/judge.hpp"
#include "engine/queue/order.hpp"
#include "engine/queue/output_queue.hpp"
#include "engine/queue/retry.hpp"
#include "engine/runtime/tls/profiles.hpp"
#include "parsers/hl7/acknowledge.hpp"
#include "parsers/zones/zone.hpp"
#include "routes/content.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::deliver {

// Keeps what a receiver sent that answers no message, as a wire event: `answer_...`. Any thread.
using wire_note = std::function<void(std::string_view kind, std::optional<message_id> message, std::string bytes)>;

// What an output works in. All of it outlives its senders.
struct surroundings {
    std::string name; // of the output, for events
    const clock& time;
    reporter& report;
    remark& state;
    const tls::profiles& certificates;
    std::filesystem::path folder;             // of the configuration: relative paths start there
    std::shared_ptr<const zones::zone> local; // of the site; null: not stated
    wire_note note;
};

// An output that carries acknowledgements of ours to whoever sent a message.
struct ack_carrier {
    config::endpoint to;
    bool answered = true; // they are acknowledged themselves, which is what delivers them
};

// An answer as a test gives it.
struct told_answer {
    std::uint32_t status = 0;                // of HTTP; 0: none
    std::optional<hl7::received_answer> hl7; // an acknowledgement
};

struct output {
    queue::order how;
    queue::retry_policy retry;
    std::vector<queue::ack_rule> on_ack;
    queue::dead_letter_policy dead_letter;
    std::optional<queue::hours> open_hours; // nothing: it sends at all hours
    queue::alert_terms alert;
    std::vector<config::named<std::string>> about; // for people who look after it: owner, call, ticket
    config::located<std::string> renamed_from;     // what waits for that name is sent by this one; "": none

    virtual ~output() = default;
    // Called once, before start. A sender for each lane, or one pipeline; what lanes share (a token, a connection to a
    // cluster) is held by them. Everything but this call is on the output's thread.
    [[nodiscard]] virtual queue::opening open(const surroundings& around) const = 0;
    // What is made of a message for it when the message is accepted; its senders find it in the delivery.
    [[nodiscard]] virtual routes::content wants() const { return {}; }
    // Outputs with the same text share a thread, and what they keep on it; empty: nothing to share.
    [[nodiscard]] virtual std::string shares() const { return {}; }
    [[nodiscard]] virtual std::string where() const = 0; // "pas.internal:6661", for status and logs
    // The error says in words why it carries none.
    [[nodiscard]] virtual result<ack_carrier, std::string> carries_acks() const {
        return fail(std::string{"only mllp outputs do"});
    }
    // Its receiver answers each message in HL7, and the answer is kept.
    [[nodiscard]] virtual bool answers_in_hl7() const { return false; }
    // What such an answer means for its message; nothing: its receiver does not answer so.
    [[nodiscard]] virtual std::optional<queue::judgement> judged(const told_answer& /*what*/) const {
        return std::nullopt;
    }
    // It does something at a time of day, and has to know what clocks show where the site is.
    [[nodiscard]] virtual bool needs_local_time() const { return open_hours.has_value(); }
    [[nodiscard]] virtual const tls::output_terms* secured() const { return nullptr; } // null: no terms of its own
};

// What every kind has: order and retry.
[[nodiscard]] const config::fields<output>& output_fields();
// What those have whose receivers acknowledge in HL7: on_ack.
[[nodiscard]] const config::fields<output>& acknowledged_fields();
// What stands inside of them, for the reference.
struct described {
    std::string title;
    std::string summary;
    std::string table;
};
[[nodiscard]] std::vector<described> output_parts();
// All kinds, by hand: self-registering globals vanish from static libraries.
[[nodiscard]] const std::vector<config::kind<output>>& output_kinds();

} // namespace vagus::deliver
