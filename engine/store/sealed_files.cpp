#include "engine/store/sealed_files.hpp"

#include "engine/store/gathered_log.hpp"
#include "engine/store/sealed_page.hpp"
#include "engine/store/vfs_below.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>

namespace vagus::store {
namespace {

using in = page_cipher::in;

struct sealed_vfs : sqlite3_vfs {
    sqlite3_vfs* below = nullptr;
    store_key key;
    std::string name;
};

struct sealed_file : vfs_file {
    const store_key* key = nullptr;      // of a database
    std::optional<page_cipher> cipher{}; // likewise, once its salt is known
    sealed_file* database = nullptr;     // of a log: whose
};

sealed_file& of(sqlite3_file* file) {
    return *reinterpret_cast<sealed_file*>(file);
}

// Reads the salt; `fresh`: makes one where the file is empty. Without it the cipher of an empty file stays unknown.
int know(sealed_file& database, bool fresh) {
    if (database.cipher) return SQLITE_OK;
    std::array<char, clear_bytes> begin{};
    int code = vfs_below::read(&database.base, begin.data(), begin.size(), 0);
    std::optional<file_salt> salt;
    if (code == SQLITE_OK) {
        salt = salt_in({begin.data(), begin.size()});
        if (!salt) return SQLITE_NOTADB; // not encrypted: read as if it were, it would be written to as well
    } else if (code != SQLITE_IOERR_SHORT_READ) {
        return code;
    } else if (!fresh) {
        return SQLITE_OK;
    } else if (!make_salt(salt.emplace())) {
        return SQLITE_IOERR;
    }
    database.cipher = page_cipher::of(*database.key, *salt);
    return database.cipher ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

// What is encrypted as one: a page, or of a log its header, the header of a frame, the page in it.
struct piece {
    sqlite3_int64 begin = 0;
    sqlite3_int64 bytes = page_bytes;
    [[nodiscard]] sqlite3_int64 end() const { return begin + bytes; }
};
constexpr sqlite3_int64 log_header_bytes = 32;
constexpr sqlite3_int64 frame_header_bytes = 24;
constexpr sqlite3_int64 page_size = page_bytes;

template <in Where> piece piece_at(sqlite3_int64 at) {
    if constexpr (Where == in::file) return {at - at % page_size};
    if (at < log_header_bytes) return {0, log_header_bytes};
    const auto within = (at - log_header_bytes) % (frame_header_bytes + page_size);
    if (within < frame_header_bytes) return {at - within, frame_header_bytes};
    return {at - within + frame_header_bytes};
}

template <in Where> bool seal(page_cipher& how, sqlite3_int64 at, const char* from, char* into, int size) {
    if constexpr (Where == in::file) return seal_page(how, at, from, into);
    return how.seal(Where, at, from, into, static_cast<std::size_t>(size));
}

template <in Where> bool open_pieces(page_cipher& how, char* bytes, sqlite3_int64 begin, sqlite3_int64 end) {
    for (auto at = begin; at < end;) {
        const auto each = piece_at<Where>(at);
        char* here = bytes + (at - begin);
        const bool done = Where == in::file ? open_page(how, at, here, here)
                                            : how.open(Where, at, here, here, static_cast<std::size_t>(each.bytes));
        if (!done) return false;
        at = each.end();
    }
    return true;
}

template <in Where> sealed_file& database_of(sqlite3_file* file) {
    return Where == in::file ? of(file) : *of(file).database;
}

// SQLite reads a page's head alone now and then: what is not whole is read whole.
template <in Where> int read(sqlite3_file* file, void* into, int size, sqlite3_int64 at) {
    auto& database = database_of<Where>(file);
    if (int code = know(database, false); code != SQLITE_OK) return code;
    if (!database.cipher) return vfs_below::read(file, into, size, at);
    const auto begin = piece_at<Where>(at).begin;
    const auto end = piece_at<Where>(at + size - 1).end();
    const bool whole = begin == at && end == at + size;
    std::array<char, 2 * page_bytes> beside; // two pieces at most, where one is not whole
    if (!whole && end - begin > std::ssize(beside)) return SQLITE_IOERR_READ;
    char* here = whole ? static_cast<char*>(into) : beside.data();
    int code = vfs_below::read(file, here, static_cast<int>(end - begin), begin);
    if (code == SQLITE_IOERR_SHORT_READ) std::fill_n(static_cast<char*>(into), size, '\0'); // as SQLite asks of a VFS
    if (code != SQLITE_OK) return code;
    if (!open_pieces<Where>(*database.cipher, here, begin, end)) return SQLITE_IOERR_READ;
    if (!whole) std::copy_n(here + (at - begin), size, static_cast<char*>(into));
    return SQLITE_OK;
}

// Only whole pieces: a part of one could not be encrypted without reading and writing again what is safe already.
template <in Where> int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    auto& database = database_of<Where>(file);
    if (int code = know(database, Where == in::file); code != SQLITE_OK) return code;
    const auto where = piece_at<Where>(at);
    if (!database.cipher || where.begin != at || where.bytes != size) return SQLITE_IOERR_WRITE;
    page_image sealed;
    if (!seal<Where>(*database.cipher, at, static_cast<const char*>(from), sealed.data(), size))
        return SQLITE_IOERR_WRITE;
    return vfs_below::write(file, sealed.data(), size, at);
}

// A new file has one until it has its first page, and nothing but a header in it: no page was there before.
int write_journal(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
    if (at + size > vfs_below::sector(file)) return SQLITE_IOERR_WRITE;
    return vfs_below::write(file, from, size, at);
}

// Otherwise SQLite would sync in the middle of a frame, and write a part of a piece before and after. That a write
// leaves what lies beside it alone is what SQLite assumes of every disk, unless it is told otherwise.
int device(sqlite3_file* file) {
    return vfs_below::device(file) | SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int close(sqlite3_file* file) {
    int code = vfs_below::close(file);
    of(file).~sealed_file();
    return code;
}

template <in Where>
constexpr sqlite3_io_methods sealed_methods = [] {
    auto made = vfs_below::methods;
    made.xClose = close;
    made.xRead = read<Where>;
    made.xWrite = write<Where>;
    made.xDeviceCharacteristics = device;
    return made;
}();
constexpr sqlite3_io_methods journal_methods = [] {
    auto made = vfs_below::methods;
    made.xClose = close;
    made.xWrite = write_journal;
    return made;
}();

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto& self = *static_cast<sealed_vfs*>(vfs);
    const sqlite3_io_methods* methods = nullptr;
    if ((flags & SQLITE_OPEN_MAIN_DB) != 0) methods = &sealed_methods<in::file>;
    if ((flags & SQLITE_OPEN_WAL) != 0) methods = &sealed_methods<in::log>;
    if ((flags & SQLITE_OPEN_MAIN_JOURNAL) != 0) methods = &journal_methods;
    if (methods == nullptr || name == nullptr) return SQLITE_CANTOPEN;
    auto* made = new (file) sealed_file;
    made->key = &self.key;
    made->below = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(sealed_file));
    if ((flags & SQLITE_OPEN_WAL) != 0)
        made->database = reinterpret_cast<sealed_file*>(sqlite3_database_file_object(name));
    int code = self.below->xOpen(self.below, name, made->below, flags, out_flags);
    if (code == SQLITE_OK) {
        made->base.pMethods = methods;
    } else {
        made->~sealed_file(); // SQLite closes only what has methods
    }
    return code;
}

} // namespace

const char* sealed_files(const store_key& key) {
    static std::mutex mutex;
    static std::map<store_key, std::unique_ptr<sealed_vfs>> all; // few: what one process was given
    std::scoped_lock hold{mutex};
    auto& mine = all[key];
    if (!mine) {
        auto* below = sqlite3_vfs_find(gathered_log());
        mine = std::make_unique<sealed_vfs>(sealed_vfs{*below, below, key, {}});
        mine->name = "vagus-sealed-" + std::to_string(all.size());
        mine->szOsFile += static_cast<int>(sizeof(sealed_file));
        mine->zName = mine->name.c_str();
        mine->pNext = nullptr;
        mine->xOpen = open;
        if (sqlite3_vfs_register(mine.get(), 0) != SQLITE_OK) throw std::bad_alloc{};
    }
    return mine->zName;
}

} // namespace vagus::store
