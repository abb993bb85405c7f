// What a sender's answer may wait for beyond the commit: that receivers have the message (`ack.after: delivered`), or
// the answer of one of them (`answer:`). Source: architecture section 7, "`ack.after: delivered` ends".
#pragma once

#include "config/fields.hpp"
#include "parsers/hl7/acknowledge.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vagus::intake {

struct awaited {
    std::vector<config::located<std::string>> outputs;
    config::duration within{std::chrono::seconds{25}};
    hl7::ack_code otherwise = hl7::ack_code::AE;
    bool forwards = false; // the receiver's answer is the sender's
};

// `ack.after:`
struct moment {
    enum class point : std::uint8_t {
        stored,    // the commit; what routes make of the message cannot turn the answer negative
        processed, // the same commit, and routes may answer negatively: then nothing is queued anywhere
        delivered, // likewise, and receivers have it
    };
    point at = point::stored;
    std::optional<awaited> what; // of delivered

    moment() = default;
    moment(point chosen) // NOLINT(google-explicit-constructor): a point alone is a moment
        : at{chosen} {}
    bool operator==(point other) const { return at == other; }
};

// `stored`, `processed`, or `{ after: delivered, outputs: [NAME, ...], within: TIME, else: CODE }`.
[[nodiscard]] config::type<moment> moment_type();

// `answer:` of an input: the answer of the one output is the sender's.
struct forwarded {
    config::located<std::string> from;
    config::duration within{std::chrono::seconds{20}};
    hl7::ack_code otherwise = hl7::ack_code::AE;
};
[[nodiscard]] const config::fields<forwarded>& forwarded_fields();
[[nodiscard]] const config::fields<awaited>& awaited_fields();

} // namespace vagus::intake
