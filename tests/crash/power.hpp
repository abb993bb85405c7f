// A power supply for SQLite that can be cut. It is the default VFS of the test process: it passes everything on to the
// real one, and keeps a model of what a disk holds for certain: contents that were synced, names whose folder was
// synced. After the cut nothing reaches a file any more, and survive() writes what the next start would find.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace vagus::crash {

// What becomes of writes that were not synced when the power went.
enum class unsynced : std::uint8_t {
    forgotten, // the cruel disk: nothing that was not synced is there, not even the name of a new file
    kept,      // as after kill -9: the system lived on
    some,      // any of them, in any order, one of them torn
};

// What is wrong with a disk that still has power.
enum class fault : std::uint8_t {
    none,
    full,       // no file can grow, until somebody gives room back
    quota,      // likewise, and the system calls it by another name
    read_only,  // no file can be changed
    sync_fails, // once, for one sync: what is in the system's memory is still there, and nobody knows for how long
};

// One file: what is safe, and what was done to it since.
struct inode {
    struct change {
        bool truncate = false;
        std::size_t offset = 0; // or the new size
        std::string bytes;
    };
    std::string safe;
    std::vector<change> since;
    void sync();
};
void replay(std::string& content, const inode::change& change);

class power {
  public:
    [[nodiscard]] static power& supply(); // installs the VFS when called first

    // From now on the files of `folder`, as they are now, with the power on until step `cut_at` (1 is the first).
    void watch(const std::filesystem::path& folder, std::size_t cut_at = SIZE_MAX);
    [[nodiscard]] bool is_cut();
    // The disk goes wrong at step `at` of those that follow.
    void go_wrong(fault what, std::size_t at);
    [[nodiscard]] bool wrong(fault what); // it has come to that
    void give_room(std::size_t bytes);
    [[nodiscard]] std::size_t steps();
    void survive(const std::filesystem::path& into, unsynced how, unsigned seed);

    // For the VFS, before the step: nothing, or the system's error.
    [[nodiscard]] int refuses_write(std::size_t growth);
    [[nodiscard]] int refuses_sync();
    // For the VFS: one step, and false when there is no power for it. The model is changed only by a step that happens.
    [[nodiscard]] std::shared_ptr<inode> opened(const std::string& path, bool create);
    [[nodiscard]] bool changed(const std::shared_ptr<inode>& file, inode::change change);
    [[nodiscard]] bool synced(const std::shared_ptr<inode>& file);
    [[nodiscard]] bool removed(const std::string& path);
    [[nodiscard]] bool renamed(const std::string& from, const std::string& to);
    [[nodiscard]] bool folder_synced(const std::string& folder);

  private:
    power() = default;
    [[nodiscard]] bool step();

    std::mutex mutex_;
    std::string folder_;
    std::size_t steps_ = 0;
    std::size_t cut_at_ = SIZE_MAX;
    fault fault_ = fault::none;
    std::size_t wrong_at_ = 0;
    std::size_t room_ = 0;                                // on a full disk
    std::map<std::string, std::shared_ptr<inode>> files_; // by path, as the running system sees them
    std::map<std::string, std::shared_ptr<inode>> names_; // by path, as the disk has them
};

} // namespace vagus::crash
