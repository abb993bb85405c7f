// Bounds of the rules: of what a configuration may hold, and of what one message may cost.
#pragma once

#include <cstddef>
#include <cstdint>

namespace vagus::routes::limits {

// Numbers of routes and outputs are 16 bits wide in plans; a thousand of either is past any hospital.
inline constexpr std::size_t routes = 1000;
inline constexpr std::size_t outputs = 1000;
// Steps see the message one after the other: their number times the message's size is the cost.
inline constexpr std::size_t steps_per_route = 1000;
// Deep enough for any library of transforms; a bound for whoever walks them.
inline constexpr unsigned transforms_inside_each_other = 16;

// Copies that `send_to` makes of one message: each may be as long as the message, and loops may hold the step.
inline constexpr std::size_t sends_per_message = 100;

// Messages that `split` makes of one, and their bytes together: what is kept stands in each of them.
inline constexpr std::size_t parts_per_message = 1000;
inline constexpr std::size_t bytes_of_parts = std::size_t{256} << 20;

// Deep enough for any audit of an audit.
inline constexpr unsigned routes_inside_each_other = 16;

// Lines that `log` writes about one message, and warnings of its steps: a loop must not fill the log.
inline constexpr std::size_t notes_per_message = 100;

// Of a code table: all of LOINC has 100,000. And of the file it is read from, with columns that nobody asks for.
inline constexpr std::size_t rows_of_table = 250'000;
inline constexpr std::size_t bytes_of_csv = std::size_t{64} << 20U;

// Memories of a configuration; values that each keeps, of some 200 bytes beside their text; bytes of a text.
inline constexpr std::size_t memories = 64;
inline constexpr std::int64_t values_per_memory = 1'000'000;
inline constexpr std::size_t remembered_text = 1024;
// What all routes remember of one message: a row each in its transaction, and loops may hold the step.
inline constexpr std::size_t remembered_per_message = 1000;

// What a route asks of other systems about one message: each may take its time, while the sender waits.
inline constexpr std::size_t needs_per_route = 8;
inline constexpr std::size_t calls = 64; // of a configuration
// What all of them may answer together: it is stored with the message.
inline constexpr std::size_t answers_per_message = std::size_t{4} << 20U;

// Segments and repetitions that one route may look at for one message: about 50 ms. A route of fifty steps over a
// result of a thousand segments needs 100,000.
inline constexpr std::uint64_t elements_per_route = 10'000'000;

} // namespace vagus::routes::limits
