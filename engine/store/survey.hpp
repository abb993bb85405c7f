// A store looked at from outside, read-only: while an engine uses it or while none does. For commands. Throws refusal
// and sqlite_error.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vagus::store {

struct segment_survey {
    std::uint32_t no = 0;
    wall_us opened = 0;
    wall_us sealed = 0; // 0: the live one
    bool legal_hold = false;
    std::uint64_t bytes = 0; // with its log
    std::int64_t messages = 0;
    std::int64_t pending = 0;  // or awaiting what they are to send
    std::int64_t dead = 0;     // or failed
    wall_us reduced = 0;       // when it was last reduced to what it owes; 0: it is whole
    std::uint64_t freed = 0;   // bytes, by that
    wall_us live_believed = 0; // as in segment_entry
};

struct survey {
    std::string uuid;
    bool running = false;      // a process has it
    bool clean = true;         // the last stop was a clean one, or it runs
    std::uint64_t free = 0;    // bytes on its disk
    std::uint64_t ballast = 0; // bytes of the ballast, 0: given up
    wall_us restored_from = 0; // when the backup was taken that it was put back from; 0: none
    std::vector<segment_survey> segments;
    std::size_t outlived = 0;         // segments of which an index is left
    std::uint64_t outlived_bytes = 0; // of these indices
};

[[nodiscard]] survey look_at(const std::filesystem::path& folder);

} // namespace vagus::store
