// What an attempt means for its message: a pure function of what happened and the output's table (`on_ack:`).
// Source: architecture section 7, "Negative answers"; HL7 v2.5.1 table 0008 (acknowledgement code), 0357 (error code).
#pragma once

#include "config/fields.hpp"
#include "engine/store/store.hpp"
#include "parsers/hl7/acknowledge.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::queue {

enum class judgement : std::uint8_t {
    delivered,
    retry,
    dead_letter,
    hold, // tried again when a person has released the output
};

// What came of one attempt to send, as an output saw it.
struct attempt_result {
    enum class kind : std::uint8_t {
        answered,   // an answer that belongs to the message
        unreadable, // bytes came that are no such answer (no HL7, another MSA-2)
        timeout,    // nothing came in time; the connection was closed
        connection, // refused, reset, closed: the message may or may not have arrived
        stopped,    // we are stopping and nothing was sent: the attempt does not count
    } what = kind::connection;
    hl7::ack_code code = hl7::ack_code::AA;
    std::string error; // ERR-3
    std::string text;  // MSA-3 and ERR, searched by `text:`: a value, never logged
    std::string bytes; // the answer as it came, or our words for what went wrong
    // Of outputs that know no MLLP acknowledgements:
    std::optional<judgement> verdict{}; // what their own table says; on_ack is not asked
    std::uint32_t status = 0;           // of HTTP; 0: none
    bool unsent = false;                // of a try that failed: nothing of the message was written
    std::chrono::milliseconds hold{0};  // the receiver asks not to be tried again sooner; bounded by the output
};

// Who can be an `on_ack` code.
enum class answer_class : std::uint8_t { AA, AE, AR, CA, CE, CR, unreadable, timeout };

struct ack_rule {
    std::vector<answer_class> codes;
    std::string text; // empty: any; else contained in MSA-3 or ERR
    judgement then = judgement::retry;
};
[[nodiscard]] const config::fields<ack_rule>& ack_rule_fields();
[[nodiscard]] config::type<std::vector<ack_rule>> ack_rules();

// The output's own verdict, where it has one. The first rule that fits; else: AA and CA delivered; AE and AR dead
// letter, but delivered for error 205 (duplicate key) and retried for 206 (record locked) and 207 (internal error); CR
// dead letter; CE, unreadable, timeout and connection retry.
[[nodiscard]] judgement judge(const attempt_result& what, const std::vector<ack_rule>& rules);

// How the store names it.
[[nodiscard]] store::outcome outcome_of(const attempt_result& what);

} // namespace vagus::queue
