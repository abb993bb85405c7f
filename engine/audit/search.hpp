// Who did what: entries of the audit, newest first. Reads files only, beside the engine too. One call reads
// files_at_once files at most (some 50 MiB, some 100,000 entries) and says where to go on.
#pragma once

#include "engine/audit/entry.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vagus::audit {

struct question {
    std::string who;     // empty: anybody; upper and lower case are one
    std::string what;    // a word, or its first part: "message" is every message.…
    std::string message; // an id among those it was about, or a name
    std::optional<wall_us> since;
    std::optional<wall_us> until;
    std::uint64_t before = 0; // entries before this one; 0: from the newest on
    std::size_t limit = 100;  // found_at_once at most
};

struct page {
    std::vector<entry> found;
    std::uint64_t next = 0; // `before` of the next page; 0: there is none
    bool verified = true;   // every line that was read holds, and follows the one before it
};

[[nodiscard]] page search(const std::filesystem::path& folder, const question& asked);

} // namespace vagus::audit
