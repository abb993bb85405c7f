// A file of a VFS that stands on another: SQLite's calls for it go on to the file below. A VFS takes these for what it
// does not change. Rules: SQLite's, for sqlite3_io_methods; a file is used by one thread at a time.
#pragma once

#include <sqlite3.h>

namespace vagus::store {

// What SQLite sees begins the allocation; the VFS's own members, then the file below, follow.
struct vfs_file {
    sqlite3_file base{};
    sqlite3_file* below = nullptr;
};

struct vfs_below {
    [[nodiscard]] static sqlite3_file* of(sqlite3_file* file) { return reinterpret_cast<vfs_file*>(file)->below; }

    static int close(sqlite3_file* file) { return of(file)->pMethods->xClose(of(file)); }
    static int read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
        return of(file)->pMethods->xRead(of(file), into, size, at);
    }
    static int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
        return of(file)->pMethods->xWrite(of(file), from, size, at);
    }
    static int truncate(sqlite3_file* file, sqlite3_int64 size) {
        return of(file)->pMethods->xTruncate(of(file), size);
    }
    static int sync(sqlite3_file* file, int flags) { return of(file)->pMethods->xSync(of(file), flags); }
    static int size(sqlite3_file* file, sqlite3_int64* bytes) { return of(file)->pMethods->xFileSize(of(file), bytes); }
    static int lock(sqlite3_file* file, int level) { return of(file)->pMethods->xLock(of(file), level); }
    static int unlock(sqlite3_file* file, int level) { return of(file)->pMethods->xUnlock(of(file), level); }
    static int reserved(sqlite3_file* file, int* out) { return of(file)->pMethods->xCheckReservedLock(of(file), out); }
    static int control(sqlite3_file* file, int what, void* with) {
        return of(file)->pMethods->xFileControl(of(file), what, with);
    }
    static int sector(sqlite3_file* file) { return of(file)->pMethods->xSectorSize(of(file)); }
    static int device(sqlite3_file* file) { return of(file)->pMethods->xDeviceCharacteristics(of(file)); }
    static int shm_map(sqlite3_file* file, int page, int bytes, int extend, void volatile** out) {
        return of(file)->pMethods->xShmMap(of(file), page, bytes, extend, out);
    }
    static int shm_lock(sqlite3_file* file, int at, int n, int flags) {
        return of(file)->pMethods->xShmLock(of(file), at, n, flags);
    }
    static void shm_barrier(sqlite3_file* file) { of(file)->pMethods->xShmBarrier(of(file)); }
    static int shm_unmap(sqlite3_file* file, int remove) { return of(file)->pMethods->xShmUnmap(of(file), remove); }

    // Version 2: shared memory, but no memory-mapped reads, which would pass a VFS by.
    static constexpr sqlite3_io_methods methods{2,        close,       read,      write,   truncate, sync,   size,
                                                lock,     unlock,      reserved,  control, sector,   device, shm_map,
                                                shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};
};

} // namespace vagus::store
