// A shim: every call goes on to SQLite's own VFS, after the power supply has said that there is power for it. Locks and
// shared memory need none. Syncs of folders do not pass through a VFS: fsync and fdatasync of this process are ours.
#include "tests/crash/power_vfs.hpp"

#include "engine/store/vfs_below.hpp"
#include "tests/crash/power.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <memory>
#include <new>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace vagus::crash {
namespace {

using store::vfs_below;

sqlite3_vfs* below = nullptr;
thread_local bool quota_is_up = false; // for the next write of this thread

struct shim_file : store::vfs_file {
    std::shared_ptr<inode> model{}; // nothing: a file the power supply does not watch
};

shim_file& shim(sqlite3_file* file) {
    return *reinterpret_cast<shim_file*>(file);
}

int close(sqlite3_file* file) {
    int code = vfs_below::close(file);
    shim(file).model.reset();
    return code;
}
int refused(int error, int otherwise) {
    return error == ENOSPC ? SQLITE_FULL : otherwise;
}

std::size_t growth(sqlite3_file* file, int size, sqlite3_int64 at) {
    sqlite3_int64 now = 0;
    vfs_below::size(file, &now);
    return at + size > now ? static_cast<std::size_t>(at + size - now) : 0;
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    if (shim(file).model) {
        const int error = power::supply().refuses_write(growth(file, size, at));
        if (error == EDQUOT) { // SQLite's own words for it are what is tested
            quota_is_up = true;
            return vfs_below::write(file, from, size, at);
        }
        if (error != 0) return refused(error, SQLITE_IOERR_WRITE);
    }
    inode::change change{false, static_cast<std::size_t>(at),
                         std::string(static_cast<const char*>(from), static_cast<std::size_t>(size))};
    if (shim(file).model && !power::supply().changed(shim(file).model, std::move(change))) return SQLITE_IOERR_WRITE;
    return vfs_below::write(file, from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (shim(file).model) {
        if (int error = power::supply().refuses_write(0)) return refused(error, SQLITE_IOERR_TRUNCATE);
    }
    inode::change change{true, static_cast<std::size_t>(size), {}};
    if (shim(file).model && !power::supply().changed(shim(file).model, std::move(change))) return SQLITE_IOERR_TRUNCATE;
    return vfs_below::truncate(file, size);
}
int sync(sqlite3_file* file, int flags) {
    if (shim(file).model) {
        if (int error = power::supply().refuses_sync()) return refused(error, SQLITE_IOERR_FSYNC);
    }
    if (shim(file).model && !power::supply().synced(shim(file).model)) return SQLITE_IOERR_FSYNC;
    return vfs_below::sync(file, flags); // syncs the folder of a new log: see fsync below
}
// Nothing is promised about torn or reordered writes, whatever the disk below says of itself.
int device(sqlite3_file*) {
    return 0;
}
constexpr sqlite3_io_methods methods = [] {
    auto made = vfs_below::methods;
    made.xClose = close;
    made.xWrite = write;
    made.xTruncate = truncate;
    made.xSync = sync;
    made.xDeviceCharacteristics = device;
    return made;
}();

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* self = new (file) shim_file;
    self->below = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(shim_file));
    bool create = name != nullptr && (flags & SQLITE_OPEN_CREATE) != 0 && ::access(name, F_OK) != 0;
    if (name != nullptr) {
        self->model = power::supply().opened(name, create);
        if (create && !self->model && power::supply().is_cut()) return SQLITE_CANTOPEN;
    }
    int code = below->xOpen(below, name, self->below, flags, out_flags);
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

extern "C" ssize_t pwrite64(int fd, const void* from, size_t bytes, off64_t at) {
    if (std::exchange(vagus::crash::quota_is_up, false)) {
        errno = EDQUOT;
        return -1;
    }
    return ::syscall(SYS_pwrite64, fd, from, bytes, at);
}
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
extern "C" int rename(const char* from, const char* to) {
    if (!vagus::crash::power::supply().renamed(from, to)) {
        errno = EIO;
        return -1;
    }
    return ::renameat(AT_FDCWD, from, AT_FDCWD, to);
}
extern "C" int fdatasync(int fd) {
    return vagus::crash::synced(fd);
}
