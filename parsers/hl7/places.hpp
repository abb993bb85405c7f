// Where in a text certain bytes stand: the innermost loop of reading, once for each kind of processor. Private to
// parsers/hl7.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace vagus::hl7 {

// The bytes that are looked for: a field separator alone, line ends, or all that end a value.
inline constexpr std::size_t most_stops = 6;
using stop_bytes = std::array<char, most_stops>;

// Writes the places of the first `Count` of the bytes in a text of at most 64 KiB, in order, and returns where it
// stopped to write. Behind the last of them up to `places_beyond` numbers without meaning are written.
using find_places = std::uint16_t* (*)(const char* text, std::size_t size, const stop_bytes& bytes, std::uint16_t* to);
inline constexpr std::size_t places_beyond = 8;

// One way of looking.
struct places_finder {
    const char* name;
    find_places of_1, of_2, of_all;
};

// Those that this processor has; the last is the fastest.
[[nodiscard]] std::span<const places_finder> places_finders();

} // namespace vagus::hl7
