#include "parsers/hl7/fault.hpp"

#include <algorithm>

namespace vagus::hl7 {

std::string_view to_text(condition what) {
    switch (what) {
    case condition::segment_sequence: return "Segment sequence error";
    case condition::required_missing: return "Required field missing";
    case condition::data_type: return "Data type error";
    case condition::table_value: return "Table value not found";
    case condition::too_long: return "Value too long";
    case condition::cardinality: return "Non-Conformant Cardinality";
    case condition::unsupported_type: return "Unsupported message type";
    case condition::unsupported_event: return "Unsupported event code";
    case condition::unsupported_processing: return "Unsupported processing id";
    case condition::unsupported_version: return "Unsupported version id";
    case condition::unknown_key: return "Unknown key identifier";
    case condition::duplicate_key: return "Duplicate key identifier";
    case condition::record_locked: return "Application record locked";
    case condition::application_error: break;
    }
    return "Application internal error";
}

location location_of(const document& message, std::size_t index) {
    const auto id = message.segments[index].id();
    const auto before = std::ranges::count(message.segments.first(index), id, &segment::id);
    return {.segment = std::string{id}, .sequence = static_cast<std::uint32_t>(before) + 1};
}

std::string to_text(const location& at) {
    if (at.segment.empty()) return "message";
    const auto numbered = [](std::uint32_t n) { return n > 1 ? "[" + std::to_string(n) + "]" : std::string{}; };
    auto text = at.segment + numbered(at.sequence);
    if (at.field == 0) return text;
    text += "-" + std::to_string(at.field) + numbered(at.repetition);
    if (at.component > 0) text += "." + std::to_string(at.component);
    if (at.component > 0 && at.subcomponent > 0) text += "." + std::to_string(at.subcomponent);
    return text;
}

} // namespace vagus::hl7
