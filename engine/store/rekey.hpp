// Another key for a store that nobody uses: from one to another, from none to one, from one to none. File by file,
// through a copy that takes the file's place; a mark in the folder keeps everybody out until the last one has it. Cut
// off anywhere, it is finished by being run again.
#pragma once

#include "engine/store/store_key.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace vagus::store {

struct rekeyed {
    std::uint64_t files = 0; // written anew; others had the key already
    std::uint64_t bytes = 0;
};

// Nothing: plain. Throws refusal where a file is under neither key, before anything is changed. `before_step` is told
// of each change to the disk that is about to come, for tests.
[[nodiscard]] rekeyed rekey(const std::filesystem::path& folder, const std::optional<store_key>& from,
                            const std::optional<store_key>& to, const std::function<void()>& before_step = {});

} // namespace vagus::store
