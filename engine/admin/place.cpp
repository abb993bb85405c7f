#include "engine/admin/place.hpp"

#include <charconv>

namespace vagus::admin {

std::string to_text(store::delivery_ref place) {
    return std::to_string(place.segment) + "-" + std::to_string(place.row);
}

std::optional<store::delivery_ref> parse_place(std::string_view text) {
    const auto* end = text.data() + text.size();
    store::delivery_ref place;
    const auto segment = std::from_chars(text.data(), end, place.segment);
    if (segment.ec != std::errc{} || segment.ptr == end || *segment.ptr != '-') return std::nullopt;
    const auto row = std::from_chars(segment.ptr + 1, end, place.row);
    if (row.ec != std::errc{} || row.ptr != end) return std::nullopt;
    return place;
}

} // namespace vagus::admin
