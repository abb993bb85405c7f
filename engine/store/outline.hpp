// What the catalog says, for those who read the store's files beside a running engine: which segments there are or
// were, and the names behind the numbers.
#pragma once

#include "engine/store/catalog.hpp"
#include "engine/store/types.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::store {

struct outline {
    std::uint32_t store = 0;
    std::vector<segment_entry> segments; // that have an index or a file, the newest first
    std::map<std::int64_t, named> names; // by number

    [[nodiscard]] std::string name_of(std::int64_t number) const;                      // empty: none
    [[nodiscard]] std::int64_t number_of(name_kind kind, std::string_view name) const; // 0: none
};

// Throws refusal where there is no store, sqlite_error when its catalog cannot be read.
[[nodiscard]] outline read_outline(const std::filesystem::path& folder);

} // namespace vagus::store
