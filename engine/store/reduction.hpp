// A segment that has had its time and still owes something is reduced to that: a copy of its file holds only messages
// of which a delivery waits, awaits what it is to send, or is dead and undecided, each with all its deliveries, bodies
// and answers, under the same numbers; and how far inputs had come. So every id and every reference goes on to hold,
// and what reads or writes a segment need not know. The copy takes the file's place (segments::replace) when nothing
// has been written to the file meanwhile. Thread rule: the upkeep thread; what is owed only becomes less.
#pragma once

#include "base/clock.hpp"
#include "engine/store/sqlite.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace vagus::store {

// What a reduced segment says of itself: its table `reduced`, one row.
struct reduction {
    wall_us at = 0;
    std::int64_t messages = 0; // kept then
};
// Nothing: it is whole.
[[nodiscard]] std::optional<reduction> reduction_of(connection& segment);

// Bytes that a reduced copy of the segment needs at most.
[[nodiscard]] std::uint64_t room_for_reduced(connection& segment);

// Makes the copy of segment `no` as it is now, in reduced_file(), synced, closed and looked over. Throws sqlite_error;
// std::runtime_error when the copy is not what it must be. What is left of it then, its maker removes.
reduction make_reduced(const std::filesystem::path& folder, std::uint32_t no, wall_us now);

} // namespace vagus::store
