#include "engine/store/gathered_log.hpp"

#include "engine/store/limits.hpp"
#include "engine/store/vfs_below.hpp"

#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace vagus::store {
namespace {

sqlite3_vfs* default_vfs = nullptr;

struct freed_by_sqlite {
    void operator()(char* memory) const { sqlite3_free(memory); }
};

struct log_file : vfs_file {
    // SQLite's memory, of which a lack is an answer: what is thrown would cross SQLite's own frames, which are C.
    std::unique_ptr<char[], freed_by_sqlite> gathered{}; // gathered_log_bytes, from the first frame on
    std::size_t size = 0;                                // of what is in it
    sqlite3_int64 at = 0;                                // where it goes
};

log_file& log_of(sqlite3_file* file) {
    return *reinterpret_cast<log_file*>(file);
}

// What could not be written is forgotten: SQLite hears so, and takes back the transaction it was of.
int write_gathered(log_file& log) {
    if (log.size == 0) return SQLITE_OK;
    return vfs_below::write(&log.base, log.gathered.get(), static_cast<int>(std::exchange(log.size, 0)), log.at);
}

constexpr sqlite3_int64 log_header_bytes = 32;
constexpr sqlite3_int64 frame_header_bytes = 24;
constexpr sqlite3_int64 frame_bytes = frame_header_bytes + static_cast<sqlite3_int64>(page_bytes);

bool begins_frame(int size, sqlite3_int64 at) {
    return size == frame_header_bytes && at >= log_header_bytes && (at - log_header_bytes) % frame_bytes == 0;
}

// Only what begins with a frame is gathered. Where a disk may tear what lies beside a write, SQLite fills the sector up
// with copies of the last frame and syncs at the sector's end, within a frame: the rest of that frame is part of a
// commit that is done, and no sync follows it.
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    auto& log = log_of(file);
    const auto bytes = static_cast<std::size_t>(size);
    const bool goes_on = log.size != 0 && at == log.at + static_cast<sqlite3_int64>(log.size);
    if (!goes_on || log.size + bytes > gathered_log_bytes) {
        if (int code = write_gathered(log); code != SQLITE_OK) return code;
        if (!begins_frame(size, at)) return vfs_below::write(file, from, size, at);
        if (!log.gathered) log.gathered.reset(static_cast<char*>(sqlite3_malloc(gathered_log_bytes)));
        if (!log.gathered) return SQLITE_IOERR_NOMEM;
        log.at = at;
    }
    std::memcpy(log.gathered.get() + log.size, from, bytes);
    log.size += bytes;
    return SQLITE_OK;
}

// Any other call finds in the file what was written before it.
template <auto Call, class... Arguments> int after_gathered(sqlite3_file* file, Arguments... with) {
    int code = write_gathered(log_of(file));
    return code == SQLITE_OK ? Call(file, with...) : code;
}

int close(sqlite3_file* file) {
    auto& log = log_of(file);
    int unwritten = write_gathered(log);
    int code = vfs_below::close(file);
    log.~log_file();
    return unwritten == SQLITE_OK ? code : unwritten;
}

constexpr sqlite3_io_methods log_methods = [] {
    auto made = vfs_below::methods;
    made.xClose = close;
    made.xWrite = write;
    made.xRead = after_gathered<vfs_below::read, void*, int, sqlite3_int64>;
    made.xTruncate = after_gathered<vfs_below::truncate, sqlite3_int64>;
    made.xSync = after_gathered<vfs_below::sync, int>;
    made.xFileSize = after_gathered<vfs_below::size, sqlite3_int64*>;
    made.xFileControl = after_gathered<vfs_below::control, int, void*>;
    return made;
}();

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    if ((flags & SQLITE_OPEN_WAL) == 0) return default_vfs->xOpen(default_vfs, name, file, flags, out_flags);
    auto* log = new (file) log_file;
    log->below = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(log_file));
    int code = default_vfs->xOpen(default_vfs, name, log->below, flags, out_flags);
    if (code == SQLITE_OK) {
        log->base.pMethods = &log_methods;
    } else {
        log->~log_file(); // SQLite closes only what has methods
    }
    return code;
}

} // namespace

const char* gathered_log() {
    static sqlite3_vfs gathers = [] {
        default_vfs = sqlite3_vfs_find(nullptr);
        auto made = *default_vfs; // what is no opening goes straight on
        made.szOsFile += static_cast<int>(sizeof(log_file));
        made.zName = "vagus-gathered-log";
        made.pNext = nullptr;
        made.xOpen = open;
        return made;
    }();
    static const int registered = sqlite3_vfs_register(&gathers, 0);
    return registered == SQLITE_OK ? gathers.zName : nullptr;
}

} // namespace vagus::store
