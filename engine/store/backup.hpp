// A copy of a store, beside a running engine too. Each file is a consistent snapshot, and the files are taken oldest
// first: a dead letter that was retried is marked after its replacement was stored in a newer file, so whatever a copy
// says is done has its replacement in the copy. Throws refusal, sqlite_error, std::system_error.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <filesystem>

namespace vagus::store {

struct backup_made {
    std::size_t segments = 0;
    std::uint64_t bytes = 0;
};

// Into a folder that is empty or not there. The catalog comes last, so what was cut short is refused at start. It says
// when it was taken, and holds every output: what was sent since, and what others did meanwhile, it cannot know.
[[nodiscard]] backup_made back_up(const std::filesystem::path& folder, const std::filesystem::path& into, wall_us now);

} // namespace vagus::store
