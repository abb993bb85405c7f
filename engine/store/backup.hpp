// A copy of a store, beside a running engine too. Each file is a consistent snapshot. Segments are taken oldest first:
// a dead letter that was retried is marked after its replacement was stored in a newer file, so whatever a copy says is
// done has its replacement in the copy. The catalog is taken after all that it counts, so every name and revision that
// a segment speaks of is in it. Throws refusal, sqlite_error, std::system_error.
#pragma once

#include "base/clock.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace vagus::store {

struct backup_made {
    std::size_t segments = 0;
    std::uint64_t bytes = 0;
};

// How often the catalog is taken again because segments came or went meanwhile. Each turn copies only these and the
// live one, so it takes a writer that fills segments as fast as they are copied to get here.
inline constexpr int backup_turns = 100;

// Into a folder that is empty or not there. The catalog gets its name last, so what was cut short is refused at start.
// It says when it was taken, and holds every output: what was sent since, and what others did meanwhile, it cannot
// know. `opened` is told of each database that is open and about to be read, for tests.
[[nodiscard]] backup_made back_up(const std::filesystem::path& folder, const std::filesystem::path& into, wall_us now,
                                  const std::function<void(const std::filesystem::path&)>& opened = {});

} // namespace vagus::store
