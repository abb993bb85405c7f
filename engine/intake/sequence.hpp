// MSH-13 for inputs that keep count (`ack.sequence`). Which number is in turn is the store's to say: messages of one
// input may come over several connections. Source: HL7 v2.5.1 chapter 2, section 2.10.1.
#pragma once

#include "engine/intake/ack_policy.hpp"
#include "engine/store/types.hpp"
#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <optional>

namespace vagus::intake {

// Whether this message has a place in the sequence of its input. Acknowledgements have none, nor have messages whose
// sender would not hear that one is missing.
[[nodiscard]] bool keeps_count(const hl7::document& message, const ack_policy& ack);

// As long as an NM may be; behind it the one that is expected can still be counted.
inline constexpr std::int64_t last_sequence_number = 999'999'999'999'999;
// A whole number from -1 to that; nothing: MSH-13 is none.
[[nodiscard]] std::optional<std::int64_t> sequence_number(const hl7::document& message);

// With these two the sender speaks about the link; what stands behind their MSH is no event.
[[nodiscard]] constexpr bool is_about_the_link(std::int64_t number) {
    return number == store::sequence_asks || number == store::sequence_forgets;
}

} // namespace vagus::intake
