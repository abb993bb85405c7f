#include "engine/listen/kafka/place.hpp"

#include <charconv>

namespace vagus::listen::kafka {

std::string source_of(const partition& which) {
    return "kafka " + which.topic + "/" + std::to_string(which.number);
}

std::string to_text(const place& at) {
    return std::to_string(at.offset) + " " + (at.open_from ? vagus::to_text(*at.open_from) : "-");
}

std::optional<place> read_place(std::string_view text) {
    place made;
    const auto* end = text.data() + text.size();
    const auto [stopped, failed] = std::from_chars(text.data(), end, made.offset);
    if (failed != std::errc{} || stopped == end || *stopped != ' ') return std::nullopt;
    const std::string_view id{stopped + 1, end};
    if (id == "-") return made;
    made.open_from = parse_message_id(id);
    return made.open_from ? std::optional{made} : std::nullopt;
}

} // namespace vagus::listen::kafka
