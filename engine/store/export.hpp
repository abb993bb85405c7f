// Messages of a stretch of time, as they were received, for people and other systems. Read-only, beside a running
// engine too. What is written is patient data: files are readable for their owner alone. Throws refusal, sqlite_error,
// std::runtime_error.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace vagus::store {

struct export_terms {
    wall_us since = 0;
    wall_us until = 0; // the first moment that is no longer meant
    std::string input; // of this one only; empty: of all
    enum class form : std::uint8_t {
        mllp,  // one file of frames, in the order they were received: what `vagus send` sends again
        files, // a file a message, named by its id
    } as = form::mllp;
};

struct exported {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
};

// Into a folder that is empty or not there, with manifest.tsv: a line a message, its id, when and where it was
// received, its type, control id, state, length and place.
[[nodiscard]] exported export_messages(const std::filesystem::path& folder, const std::filesystem::path& into,
                                       const export_terms& what);

} // namespace vagus::store
