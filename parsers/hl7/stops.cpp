#include "parsers/hl7/stops.hpp"

#include <algorithm>

namespace vagus::hl7 {

namespace {

// Which way it is, is asked once, when the program starts.
const places_finder best = places_finders().back();

} // namespace

void stops::write_stops(std::string_view text, stop_bytes bytes, std::size_t count, std::uint16_t* to) {
    const auto find = count == 1 ? best.of_1 : count == 2 ? best.of_2 : best.of_all;
    *find(text.data(), text.size(), bytes, to) = static_cast<std::uint16_t>(text.size());
}

std::size_t count_of(char c, std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count(text, c));
}

} // namespace vagus::hl7
