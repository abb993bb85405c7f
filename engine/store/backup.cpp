#include "engine/store/backup.hpp"

#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/keys.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/search_key.hpp"
#include "engine/store/sqlite.hpp"
#include "engine/store/types.hpp"

#include <algorithm>
#include <cerrno>
#include <functional>
#include <set>
#include <string>
#include <system_error>
#include <utility>
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

using told_of = std::function<void(const fs::path&)>;

// VACUUM INTO reads one snapshot, with what is still in the log, and keeps every row's number. False: the file was
// removed meanwhile, or another took its name, so that its log may have been the other's.
bool copy_database(const fs::path& from, const fs::path& to, const told_of& opened) {
    remove_database(to); // of an earlier turn
    {
        connection db{from, connection::access::read};
        if (opened) opened(from);
        try {
            statement{db, "VACUUM INTO ?"}.run(to.string());
        } catch (const sqlite_error&) {
            if (!db.has_moved()) throw;
        }
        if (db.has_moved()) return false;
    }
    // It has no log yet, and what begins one would write a page into a journal, which an encrypted store has not.
    // Nobody knows the copy before it is whole: it needs none.
    if (key_of(to.parent_path()))
        connection{to, connection::access::write}.run("PRAGMA journal_mode = OFF; PRAGMA journal_mode = WAL");
    sync_file(to);
    return true;
}

std::vector<segment_entry> counted_in(const fs::path& catalog) {
    connection db{catalog, connection::access::write}; // leaves no log
    return segments_of(db);
}

bool are_with(const std::vector<segment_entry>& some, std::uint32_t no) {
    return std::ranges::any_of(some, [no](const auto& each) { return each.no == no; });
}

bool counts(const fs::path& folder, std::uint32_t no) {
    connection db{folder / catalog_name, connection::access::read};
    return are_with(segments_of(db), no);
}

// False: it has to be looked for again; where retention removed it, the catalog counts it no more.
bool copy_segment(const fs::path& folder, const fs::path& into, std::uint32_t no, const told_of& opened) {
    try {
        return copy_database(segment_file(folder, no), segment_file(into, no), opened);
    } catch (const sqlite_error&) {
        if (counts(folder, no)) throw;
        return false;
    }
}

// Turn by turn, until the catalog counts the very segments that it counted before they were copied. So none has come
// that a copied one relies on, and none gone that said in the live one what it knew. A segment that was live is copied
// again, so that nothing is missing between it and the next.
std::vector<segment_entry> copy_segments(const fs::path& folder, const fs::path& into, const fs::path& catalog,
                                         const told_of& opened) {
    const auto copy_catalog = [&] {
        if (!copy_database(folder / catalog_name, catalog, opened))
            throw refusal{folder.string() + " was given another catalog while it was copied: begin again."};
        return counted_in(catalog);
    };
    auto counted = copy_catalog();
    std::set<std::uint32_t> whole; // sealed before they were copied
    for (int turn = 0; turn < backup_turns; ++turn) {
        bool all = true;
        for (const auto& each : counted) {
            if (whole.contains(each.no)) continue;
            const bool copied = copy_segment(folder, into, each.no, opened);
            if (copied && each.sealed) whole.insert(each.no);
            all = all && copied;
        }
        const auto before = std::exchange(counted, copy_catalog());
        if (all && std::ranges::equal(before, counted, {}, &segment_entry::no, &segment_entry::no)) return counted;
    }
    throw refusal{folder.string() + " fills segments as fast as they are copied: back it up when less is going on."};
}

// Of turns before the last.
void remove_others(const fs::path& into, const std::vector<segment_entry>& counted) {
    for (const auto no : segment_files(into))
        if (!are_with(counted, no)) remove_database(segment_file(into, no));
}

// Those of segments that are there could be made anew, the others not. They never change: a copy is a copy. One that
// was made since knows more than the segment that is live in the copy, and would be taken for its own.
void copy_indices(const fs::path& from, const fs::path& into, std::uint32_t live, backup_made& made) {
    for (const auto no : index_files(from)) {
        if (no >= live) continue;
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
    catalog.run("UPDATE hold SET after_segment = NULL, after_row = NULL"); // what was to go before it went meanwhile
    all.commit();
}

} // namespace

backup_made back_up(const fs::path& folder, const fs::path& into, wall_us now, const told_of& opened) {
    if (!fs::exists(folder / catalog_name)) throw refusal{"there is no store in " + folder.string()};
    make_empty_folder(into);
    use_key(into, key_of(folder));                       // a copy is as secret as what it is of
    const auto unfinished = into / "catalog.unfinished"; // makes no store
    const auto segments = copy_segments(folder, into, unfinished, opened);
    remove_others(into, segments);
    backup_made made;
    made.segments = segments.size();
    for (const auto& each : segments) made.bytes += fs::file_size(segment_file(into, each.no));
    copy_indices(folder, into, segments.empty() ? 0 : segments.back().no, made);
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
