// The store's folder: who may use it, which files it holds, and their names' way to the disk.
#pragma once

#include "engine/store/trouble.hpp"

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace vagus::store {

// Start-up cannot go on; the text says what to do. Thrown by the parts of open(), caught by open().
class refusal : public std::runtime_error {
  public:
    explicit refusal(const std::string& text, trouble what = trouble::unusable)
        : std::runtime_error{text}
        , what_{what} {}
    [[nodiscard]] trouble what_is_wrong() const { return what_; }

  private:
    trouble what_;
};

// Holds the file `lock`: two processes on one store are refused. The kernel lets go when the process dies.
class folder_lock {
  public:
    explicit folder_lock(const std::filesystem::path& folder); // throws refusal
    folder_lock(folder_lock&&) = delete;
    ~folder_lock();

  private:
    int file_ = -1;
};

// A process has the store: its lock is held.
[[nodiscard]] bool in_use(const std::filesystem::path& folder);

// Makes a folder that only this user may enter, or takes one that is empty. Throws refusal.
void make_empty_folder(const std::filesystem::path& folder);

// Makes the names of new files durable: a synced file whose name is lost is lost. Throws std::system_error.
void sync_folder(const std::filesystem::path& folder);

inline constexpr auto catalog_name = "catalog.db";
[[nodiscard]] std::filesystem::path segment_file(const std::filesystem::path& folder, std::uint32_t no);
// Whether this is a database of messages or about them: the catalog, a segment, an index, a copy of one. Others in the
// folder (access.db) are not.
[[nodiscard]] bool holds_messages(const std::filesystem::path& file);
// A reduced copy of it that has not taken its place yet.
[[nodiscard]] std::filesystem::path reduced_file(const std::filesystem::path& folder, std::uint32_t no);
// What is known of its messages without it (index.hpp), and such a file that has not got its name yet.
[[nodiscard]] std::filesystem::path index_file(const std::filesystem::path& folder, std::uint32_t no);
[[nodiscard]] std::filesystem::path unfinished_index(const std::filesystem::path& folder, std::uint32_t no);
// Reduced copies and unfinished indices that a crash left.
void remove_unfinished(const std::filesystem::path& folder);
// Numbers of the segment files that are there, ascending.
[[nodiscard]] std::vector<std::uint32_t> segment_files(const std::filesystem::path& folder);
[[nodiscard]] std::vector<std::uint32_t> index_files(const std::filesystem::path& folder); // likewise
// The file with its log and index.
void remove_database(const std::filesystem::path& file);

} // namespace vagus::store
