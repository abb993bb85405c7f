#include "engine/intake/sequence.hpp"

#include "engine/intake/replies.hpp"

#include <charconv>

namespace vagus::intake {

bool keeps_count(const hl7::document& message, const ack_policy& ack) {
    return ack.sequence && !hl7::is_acknowledgement(message) && wanted_by(message, ack).hears_refusals();
}

std::optional<std::int64_t> sequence_number(const hl7::document& message) {
    const auto text = message.field("MSH", 13);
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stopped, failed] = std::from_chars(text.data(), end, number);
    if (failed != std::errc{} || stopped != end) return std::nullopt;
    if (number < store::sequence_forgets || number > last_sequence_number) return std::nullopt;
    return number;
}

} // namespace vagus::intake
