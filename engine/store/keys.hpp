// Which store is encrypted, and under which key: said once for a folder, before a file of it is opened, so that nobody
// who opens one can forget it.
#pragma once

#include "engine/store/store_key.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>

namespace vagus::store {

// From now on this process opens the store in `folder` under `key`; nothing: its files are plain. Any thread.
void use_key(const std::filesystem::path& folder, const std::optional<store_key>& key);
[[nodiscard]] std::optional<store_key> key_of(const std::filesystem::path& folder); // any thread

// The VFS for a file of a store; null: it is not encrypted.
[[nodiscard]] const char* sealed_vfs_for(const std::filesystem::path& file);

// What a database file looks like on the disk.
enum class cover : std::uint8_t {
    none,    // there is no file, or not one page
    plain,   // SQLite's own
    sealed,  // encrypted under this key
    foreign, // encrypted under another
    unknown, // none of these: damaged
};
[[nodiscard]] cover cover_of(const std::filesystem::path& file, const std::optional<store_key>& key);

// Throws refusal (trouble::locked) where the store in `folder` is encrypted and its key is not known here or another
// one is, where it is plain and a key is known, and where a change of the key has not come to its end.
void check_key(const std::filesystem::path& folder);

// In the folder while its files are given another key (rekey.hpp).
inline constexpr auto rekey_mark = "rekey.unfinished";

} // namespace vagus::store
