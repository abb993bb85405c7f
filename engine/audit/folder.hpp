// The files of the audit: `audit/` in the store's folder. FIRST.jsonl holds entries from FIRST on, twelve digits;
// `head` names the last one that was synced, so that lines cut off at the end are missed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace vagus::audit {

inline constexpr auto folder_name = "audit";

struct file {
    std::uint64_t first = 0;
    std::filesystem::path path;
};
[[nodiscard]] std::vector<file> files_of(const std::filesystem::path& folder); // by first; none: no folder
[[nodiscard]] std::filesystem::path file_from(const std::filesystem::path& folder, std::uint64_t first);

struct head {
    std::uint64_t n = 0;
    std::string hash;
};
[[nodiscard]] std::optional<head> read_head(const std::filesystem::path& folder); // nothing: none that can be read
[[nodiscard]] std::string head_text(const head& what);                            // always as long

// The whole file; nothing: it cannot be read, or is longer than any of ours.
[[nodiscard]] std::optional<std::string> read_whole(const std::filesystem::path& path);

} // namespace vagus::audit
