// The audit of this installation: entries are only ever appended, each vouches for all before it (entry.hpp).
// What people do is recorded before it is answered: record() returns when the entry is on the disk. What they look at
// is noted: it survives the process, and comes to the disk with the next record() or sync(), or within a second. An
// error means that nothing was written: then the act must not be done, nor the view shown. Thread rule: any thread;
// record() and sync() wait for the disk, some milliseconds. Who waits together shares a sync.
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engine/audit/entry.hpp"
#include "engine/audit/folder.hpp"
#include "engine/audit/limits.hpp"
#include "engine/runtime/descriptor.hpp"

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace vagus::audit {

// The operating system, for tests to stand in for.
struct calls {
    std::function<ssize_t(int, const char*, std::size_t)> write;
    std::function<int(int)> sync;
    std::function<int(int)> sync_folder;
    [[nodiscard]] static calls of_system();
};

struct terms {
    std::uint64_t file_size = file_bytes;
    calls through = calls::of_system();
    std::chrono::milliseconds notes_within{1000}; // what is noted comes to the disk by itself after so long
};

class trail {
  public:
    // Makes the folder, or goes on where it ends. What a crash tore is cut off, and an entry says so. The error says
    // what to do.
    [[nodiscard]] static result<std::unique_ptr<trail>, std::string> open(const std::filesystem::path& store_folder,
                                                                          const clock& time, terms how = {});
    ~trail();
    trail(const trail&) = delete;
    trail& operator=(const trail&) = delete;

    // The number of the entry; `n` and `at` of what is given mean nothing.
    result<std::uint64_t, std::string> record(entry what);
    result<std::uint64_t, std::string> note(entry what);
    result<void, std::string> sync();

    [[nodiscard]] head last() const; // written, perhaps not synced yet
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  private:
    using shared_file = std::shared_ptr<runtime::descriptor>;

    trail(std::filesystem::path folder, const clock& time, terms how);
    void go_on();
    void go_on_in(const file& newest);
    void begin_file();
    void sync_folder(const runtime::descriptor& folder);
    void close_file();
    void write(entry what); // throws std::system_error, broken
    void write_all(const std::string& bytes);
    void sync_up_to_now();
    void write_head(const head& what);
    void sync_notes(const std::stop_token& stop);

    const std::filesystem::path folder_;
    const clock& time_;
    const terms how_;
    mutable std::mutex appending_; // of what follows; taken after syncing_ where both are
    shared_file current_;
    std::uint64_t size_ = 0; // of the current file
    head last_{0, std::string{first_hash}};
    bool broken_ = false; // what was written cannot be relied on: nothing more is, until the next start
    std::mutex syncing_;
    std::uint64_t synced_ = 0;
    runtime::descriptor head_file_;
    std::condition_variable_any noted_; // with appending_
    bool notes_wait_ = false;
    std::jthread notes_; // last: it uses all the others
};

} // namespace vagus::audit
