#include "engine/store/trouble.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <system_error>

namespace vagus::store {

bool is_no_room(int system_error) {
    return system_error == ENOSPC || system_error == EDQUOT;
}

trouble trouble_of(int sqlite_code) {
    switch (sqlite_code & 0xFF) {
    case SQLITE_FULL: return trouble::full;
    case SQLITE_READONLY: return trouble::read_only;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return trouble::damaged;
    default: return trouble::undecided;
    }
}

trouble trouble_of(const std::exception& error) {
    if (const auto* why = dynamic_cast<const refusal*>(&error)) return why->what_is_wrong();
    if (const auto* why = dynamic_cast<const sqlite_error*>(&error)) return trouble_of(why->code());
    const auto* why = dynamic_cast<const std::system_error*>(&error);
    if (why != nullptr && is_no_room(why->code().value())) return trouble::full;
    if (why != nullptr && why->code() == std::errc::read_only_file_system) return trouble::read_only;
    return trouble::undecided;
}

const char* cure_of(trouble what) {
    switch (what) {
    case trouble::unusable: return "Put the folder back as it was, catalog and segments together.";
    case trouble::in_use: return "Stop the engine that uses it, or give this one a folder of its own.";
    case trouble::full:
        return "Make room on that disk, but never by deleting files of the store, and start again: nothing is lost.";
    case trouble::read_only:
        return "Make the disk writable again (a disk that went read-only by itself is failing: copy the store first), "
               "and start again.";
    case trouble::locked: return "Give it the key that it was written with.";
    case trouble::damaged:
        return "`vagus store verify` says which files and what is still readable. Copy the folder away before anything "
               "else, then put a backup back.";
    case trouble::undecided: return "Start again: the next start reads from the disk what survived.";
    }
    return "";
}

} // namespace vagus::store
