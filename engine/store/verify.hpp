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

// Of an index that is open: its pages, and whether it knows every message that its segment took.
[[nodiscard]] std::vector<std::string> index_faults(connection& index);

// The catalog first, then the segments it counts, then the indices beside them. Nothing is thrown for what is damaged.
[[nodiscard]] std::vector<file_verdict> verify(const std::filesystem::path& folder);

} // namespace vagus::store
