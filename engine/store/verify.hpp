// Whether a store's files hold together: the pages as SQLite sees them, the counters without gaps, every row that names
// another. Read-only, beside a running engine too. What it cannot see is a byte that changed inside a message.
#pragma once

#include "engine/store/sqlite.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace vagus::store {

struct file_verdict {
    std::string file;
    std::int64_t rows = 0;           // looked at
    std::vector<std::string> faults; // in words; empty: it is well
};

// Of a segment that is open. Of a reduced one rows may be missing; every row that is named must still be there.
[[nodiscard]] std::vector<std::string> faults_of(connection& segment);

// The catalog first, then the segments it counts. Nothing is thrown for what is damaged.
[[nodiscard]] std::vector<file_verdict> verify(const std::filesystem::path& folder);

} // namespace vagus::store
