// The answer to a message: MSH, MSA and, when negative, ERR. Pure.
// Source: HL7 v2.5.1 chapter 2, sections 2.9.2 and 2.9.3 (original and enhanced mode), 2.15.8 (MSA), 2.15.5 (ERR).
#pragma once

#include "base/result.hpp"
#include "parsers/hl7/fault.hpp"
#include "parsers/hl7/message.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::hl7 {

enum class ack_code : std::uint8_t { AA, AE, AR, CA, CE, CR };
[[nodiscard]] std::string_view to_text(ack_code code);
[[nodiscard]] std::optional<ack_code> read_code(std::string_view text);
[[nodiscard]] bool is_accept(ack_code code); // CA CE CR

struct answer {
    ack_code code = ack_code::AA;
    std::string control_id{};               // MSH-10 of the answer, fresh
    std::string time{};                     // MSH-7 of the answer
    std::string text{};                     // MSA-3: our words, no field value
    std::optional<std::int64_t> expected{}; // MSA-4, of the sequence number protocol
    std::vector<fault> faults{}; // of a negative answer: an ERR each, at most faults_told; without any, one for itself
    bool enhanced = false;       // MSH-15 and MSH-16 say NE: an acknowledgement asks for none
    bool wants_accept = false;   // of an enhanced one: MSH-15 says AL, since whoever delivers it waits for that
};

// More say no more to a person, and an answer must not outgrow what a sender reads. MSA-3 has room for their number.
inline constexpr std::size_t faults_told = 10;

// The answer to `received`: sender and receiver swapped, the sender's delimiters, version and processing id,
// MSA-2 byte for byte MSH-10 of the message, even when that is empty: senders match on it. MSH-9 is ACK^EVENT^ACK,
// without the structure before 2.3.1, and ACK for a message without an event. ERR in the form of the sender's version:
// since 2.5 one a fault, before one whose ERR-1 repeats. MSH-18 is repeated: MSH-3 to 6 are the sender's bytes.
[[nodiscard]] std::string acknowledge(const document& received, const answer& what);

// The answer to bytes that are no message: what can be read of an MSH is used (delimiters, MSH-10), else the standard
// ones and an empty MSA-2.
[[nodiscard]] std::string acknowledge_unreadable(std::string_view received, const answer& what);

// An MSA anywhere: this is an answer itself and is never acknowledged.
[[nodiscard]] bool is_acknowledgement(const document& received);
// Likewise for bytes that are no message: a line that begins with MSA. Two engines that cannot read each other's
// refusals must not go on refusing them.
[[nodiscard]] bool is_acknowledgement(std::string_view unreadable);

// The MSH that bytes begin with which are no message: as it stands, or with the standard MSH-2 where its own is of no
// use; of a batch what its first header says. Nothing when there is none.
[[nodiscard]] std::optional<message> header_in(std::string_view unreadable);

// A receiver's answer, as an output reads it.
struct received_answer {
    ack_code code{};
    std::string control_id; // MSA-2, raw bytes
    std::string text;       // MSA-3 and the ERR segments, raw, one a line: a value, never logged
    std::string error;      // ERR-3.1 (or ERR-1.4.1 before 2.5) of the first ERR that has one, "" when none
};
[[nodiscard]] result<received_answer, parse_error> read_answer(std::string_view bytes);

// The same answer, to a message with this MSH-10: all but MSA-2 stays byte for byte. With `own_id` it is a message of
// its own, and that is its MSH-10. Nothing when it is no answer.
[[nodiscard]] std::optional<std::string> answer_to(std::string_view bytes, std::string_view control_id,
                                                   std::optional<std::string_view> own_id = {});

} // namespace vagus::hl7
