#include "parsers/path/locate.hpp"

#include "parsers/path/read.hpp"

#include <algorithm>

namespace vagus::path {
namespace {

// What the path says by itself; 0: a condition, or something new.
std::uint32_t said(const selector& which) {
    if (const auto* nth = std::get_if<number>(&which)) return nth->n;
    return std::holds_alternative<first>(which) || std::holds_alternative<every>(which) ? 1 : 0;
}

std::uint32_t repetition_of(const path& p, const scope& at, std::size_t segment) {
    const auto field = at.document.segments[segment].field(*p.field);
    const auto found = repetitions_of(p, field, segment, at, reach::as_written);
    return found.empty() ? said(p.repetition) : static_cast<std::uint32_t>(found.front());
}

} // namespace

hl7::location locate(const path& p, const scope& at) {
    const auto segments = segments_of(p, at, reach::as_written);
    if (segments.empty()) return {.segment = p.segment, .sequence = std::max(said(p.occurrence), 1U)};
    auto place = hl7::location_of(at.document, segments.front());
    if (!p.field) return place;
    place.field = *p.field;
    if (!p.component && std::holds_alternative<first>(p.repetition)) return place; // the field with all it holds
    place.repetition = repetition_of(p, at, segments.front());
    if (place.repetition == 0) return place;
    place.component = p.component.value_or(0);
    place.subcomponent = p.subcomponent.value_or(0);
    return place;
}

} // namespace vagus::path
