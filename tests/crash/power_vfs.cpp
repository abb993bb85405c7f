// A shim: every call goes on to SQLite's own VFS, after the power supply has said that there is power for it. Locks and
// shared memory need none. Syncs of folders do not pass through a VFS: fsync and fdatasync of this process are ours.
#include "tests/crash/power_vfs.hpp"

#include "tests/crash/power.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace vagus::crash {
namespace {

sqlite3_vfs* below = nullptr;

struct shim_file {
    sqlite3_file base;
    std::shared_ptr<inode> model; // nothing: a file the power supply does not watch
    sqlite3_file* real;           // in the same allocation, behind this
};

shim_file& shim(sqlite3_file* file) {
    return *reinterpret_cast<shim_file*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
    return shim(file).real;
}

int close(sqlite3_file* file) {
    int code = real(file)->pMethods->xClose(real(file));
    shim(file).model.reset();
    return code;
}
int read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
    return real(file)->pMethods->xRead(real(file), into, size, at);
}
int refused(int error, int otherwise) {
    return error == ENOSPC ? SQLITE_FULL : otherwise;
}

std::size_t growth(sqlite3_file* file, int size, sqlite3_int64 at) {
    sqlite3_int64 now = 0;
    real(file)->pMethods->xFileSize(real(file), &now);
    return at + size > now ? static_cast<std::size_t>(at + size - now) : 0;
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    if (shim(file).model) {
        if (int error = power::supply().refuses_write(growth(file, size, at)))
            return refused(error, SQLITE_IOERR_WRITE);
    }
    inode::change change{false, static_cast<std::size_t>(at),
                         std::string(static_cast<const char*>(from), static_cast<std::size_t>(size))};
    if (shim(file).model && !power::supply().changed(shim(file).model, std::move(change))) return SQLITE_IOERR_WRITE;
    return real(file)->pMethods->xWrite(real(file), from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (shim(file).model) {
        if (int error = power::supply().refuses_write(0)) return refused(error, SQLITE_IOERR_TRUNCATE);
    }
    inode::change change{true, static_cast<std::size_t>(size), {}};
    if (shim(file).model && !power::supply().changed(shim(file).model, std::move(change))) return SQLITE_IOERR_TRUNCATE;
    return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* file, int flags) {
    if (shim(file).model) {
        if (int error = power::supply().refuses_sync()) return refused(error, SQLITE_IOERR_FSYNC);
    }
    if (shim(file).model && !power::supply().synced(shim(file).model)) return SQLITE_IOERR_FSYNC;
    return real(file)->pMethods->xSync(real(file), flags); // syncs the folder of a new log: see fsync below
}
int size(sqlite3_file* file, sqlite3_int64* bytes) {
    return real(file)->pMethods->xFileSize(real(file), bytes);
}
int lock(sqlite3_file* file, int level) {
    return real(file)->pMethods->xLock(real(file), level);
}
int unlock(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
int reserved(sqlite3_file* file, int* out) {
    return real(file)->pMethods->xCheckReservedLock(real(file), out);
}
int control(sqlite3_file* file, int what, void* with) {
    return real(file)->pMethods->xFileControl(real(file), what, with);
}
int sector(sqlite3_file* file) {
    return real(file)->pMethods->xSectorSize(real(file));
}
// Nothing is promised about torn or reordered writes, whatever the disk below says of itself.
int device(sqlite3_file*) {
    return 0;
}
int shm_map(sqlite3_file* file, int page, int bytes, int extend, void volatile** out) {
    return real(file)->pMethods->xShmMap(real(file), page, bytes, extend, out);
}
int shm_lock(sqlite3_file* file, int at, int n, int flags) {
    return real(file)->pMethods->xShmLock(real(file), at, n, flags);
}
void shm_barrier(sqlite3_file* file) {
    real(file)->pMethods->xShmBarrier(real(file));
}
int shm_unmap(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

// Version 2: shared memory, but no memory-mapped reads, which would pass the model by.
const sqlite3_io_methods methods{2,        close,       read,      write,   truncate, sync,   size,
                                 lock,     unlock,      reserved,  control, sector,   device, shm_map,
                                 shm_lock, shm_barrier, shm_unmap, nullptr, nullptr};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* self = new (file)
        shim_file{{}, nullptr, reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(shim_file))};
    bool create = name != nullptr && (flags & SQLITE_OPEN_CREATE) != 0 && ::access(name, F_OK) != 0;
    if (name != nullptr) {
        self->model = power::supply().opened(name, create);
        if (create && !self->model && power::supply().is_cut()) return SQLITE_CANTOPEN;
    }
    int code = below->xOpen(below, name, self->real, flags, out_flags);
    if (code == SQLITE_OK) self->base.pMethods = &methods;
    return code;
}

int remove(sqlite3_vfs*, const char* name, int sync_folder) {
    if (!power::supply().removed(name)) return SQLITE_IOERR_DELETE;
    return below->xDelete(below, name, sync_folder);
}

// In place of the C library's: files are synced in the model, folders are reported to it, and the tests' disk is
// spared.
int synced(int fd) {
    struct stat what{};
    if (::fstat(fd, &what) != 0 || !S_ISDIR(what.st_mode)) return 0;
    std::string path(4096, '\0');
    auto n = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path.data(), path.size());
    path.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    if (int error = power::supply().refuses_sync()) {
        errno = error;
        return -1;
    }
    if (power::supply().folder_synced(path)) return 0;
    errno = EIO;
    return -1;
}

} // namespace

void install_vfs() {
    below = sqlite3_vfs_find(nullptr);
    static sqlite3_vfs shim_vfs = *below; // what is not ours goes straight on
    shim_vfs.szOsFile = static_cast<int>(sizeof(shim_file)) + below->szOsFile;
    shim_vfs.zName = "power";
    shim_vfs.pNext = nullptr;
    shim_vfs.xOpen = open;
    shim_vfs.xDelete = remove;
    sqlite3_vfs_register(&shim_vfs, 1);
}

} // namespace vagus::crash

extern "C" int fsync(int fd) {
    return vagus::crash::synced(fd);
}
// What std::filesystem removes.
extern "C" int remove(const char* path) {
    if (!vagus::crash::power::supply().removed(path)) {
        errno = EIO;
        return -1;
    }
    if (::unlink(path) == 0) return 0;
    return errno == EISDIR || errno == EPERM ? ::rmdir(path) : -1;
}
extern "C" int fdatasync(int fd) {
    return vagus::crash::synced(fd);
}
