#include "engine/store/quota.hpp"

#include <sqlite3.h>

#include <cerrno>

#include <unistd.h>

namespace vagus::store {
namespace {

ssize_t as_full(ssize_t written) {
    if (written < 0 && errno == EDQUOT) errno = ENOSPC;
    return written;
}
ssize_t write_on(int file, const void* from, size_t bytes) {
    return as_full(::write(file, from, bytes));
}
ssize_t write_at(int file, const void* from, size_t bytes, off_t at) {
    return as_full(::pwrite(file, from, bytes, at));
}
ssize_t write_at_64(int file, const void* from, size_t bytes, off64_t at) {
    return as_full(::pwrite64(file, from, bytes, at));
}

// What SQLite was built with is one of them; it keeps the others' places empty.
bool replace() {
    auto* below = sqlite3_vfs_find(nullptr);
    if (below == nullptr || below->iVersion < 3) return false; // a quota is a failed write then
    const auto call = [below](const char* name, auto* with) {
        auto asked = reinterpret_cast<sqlite3_syscall_ptr>(with);
        if (below->xGetSystemCall(below, name) != nullptr) below->xSetSystemCall(below, name, asked);
    };
    call("write", write_on);
    call("pwrite", write_at);
    call("pwrite64", write_at_64);
    return true;
}

} // namespace

void take_quota_for_full() {
    static const bool once = replace();
    static_cast<void>(once);
}

} // namespace vagus::store
