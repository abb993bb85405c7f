#include "engine/store/backup.hpp"

#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/keys.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/search_key.hpp"
#include "engine/store/sqlite.hpp"
#include "engine/store/types.hpp"

#include <cerrno>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

constexpr auto held_because = "restored from a backup: what was sent since then is not known here";

void sync_file(const fs::path& file) {
    int open = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    int failed = open < 0 || ::fsync(open) != 0 ? errno : 0;
    if (open >= 0) ::close(open);
    if (failed != 0) throw std::system_error{failed, std::generic_category(), file.string() + ": sync"};
}

// VACUUM INTO reads one snapshot, with what is still in the log, and keeps every row's number.
void copy_database(const fs::path& from, const fs::path& to) {
    connection db{from, connection::access::read};
    statement{db, "VACUUM INTO ?"}.run(to.string());
    // It has no log yet, and what begins one would write a page into a journal, which an encrypted store has not.
    // Nobody knows the copy before it is whole: it needs none.
    if (key_of(to.parent_path()))
        connection{to, connection::access::write}.run("PRAGMA journal_mode = OFF; PRAGMA journal_mode = WAL");
}

// Those of segments that are there could be made anew, the others not. They never change: a copy is a copy.
void copy_indices(const fs::path& from, const fs::path& into, backup_made& made) {
    for (const auto no : index_files(from)) {
        const auto copy = index_file(into, no);
        std::error_code why;
        fs::copy_file(index_file(from, no), copy, why);
        if (why == std::errc::no_such_file_or_directory) continue; // it had its time in this moment
        if (why) throw std::system_error{why, copy.string()};
        sync_file(copy);
        made.bytes += fs::file_size(copy);
    }
}

// Without it nothing that was stored is found by its keys.
void copy_search_key(const fs::path& from, const fs::path& into) {
    if (!fs::exists(from / search_key_name)) return;
    fs::copy_file(from / search_key_name, into / search_key_name);
    sync_file(into / search_key_name);
}

void mark_restored(connection& catalog, wall_us now) {
    transaction all{catalog};
    catalog.run("CREATE TABLE IF NOT EXISTS backup(taken_us INTEGER NOT NULL) STRICT");
    statement{catalog, "INSERT INTO backup VALUES(?)"}.run(now);
    catalog.run(hold_schema);
    statement{catalog, "INSERT OR IGNORE INTO hold(output, reason, who, since_us) "
                       "SELECT no, ?, 'vagus store backup', ? FROM name WHERE kind = ?"}
        .run(std::string_view{held_because}, now, name_kind::output);
    all.commit();
}

} // namespace

backup_made back_up(const fs::path& folder, const fs::path& into, wall_us now) {
    if (!fs::exists(folder / catalog_name)) throw refusal{"there is no store in " + folder.string()};
    make_empty_folder(into);
    use_key(into, key_of(folder)); // a copy is as secret as what it is of
    // First, so that it counts no segment that is made while others are copied; under a name that makes no store.
    auto unfinished = into / "catalog.unfinished";
    copy_database(folder / catalog_name, unfinished);
    backup_made made;
    {
        connection catalog{unfinished, connection::access::write};
        for (const auto& each : segments_of(catalog)) {
            const auto no = each.no;
            copy_database(segment_file(folder, no), segment_file(into, no));
            sync_file(segment_file(into, no));
            made.segments += 1;
            made.bytes += fs::file_size(segment_file(into, no));
        }
    }
    copy_indices(folder, into, made);
    copy_search_key(folder, into);
    {
        connection catalog{unfinished, connection::access::write};
        mark_restored(catalog, now);
    }
    sync_file(unfinished);
    made.bytes += fs::file_size(unfinished);
    fs::rename(unfinished, into / catalog_name);
    sync_folder(into);
    return made;
}

} // namespace vagus::store
