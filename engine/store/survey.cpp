#include "engine/store/survey.hpp"

#include "engine/store/catalog.hpp"
#include "engine/store/disk.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/sqlite.hpp"

#include <system_error>

namespace vagus::store {
namespace {

std::uint64_t size_of(const std::filesystem::path& file) {
    std::error_code absent;
    auto size = std::filesystem::file_size(file, absent);
    return absent ? 0 : size;
}

segment_survey look_at(const std::filesystem::path& file, const segment_entry& entry) {
    segment_survey seen{entry.no, entry.opened, entry.sealed_at, entry.legal_hold};
    seen.live_believed = entry.live_believed;
    seen.bytes = size_of(file) + size_of(file.string() + "-wal");
    connection db{file, connection::access::read};
    seen.messages = db.ask("SELECT max(row) FROM message");
    seen.pending = db.ask("SELECT count(*) FROM delivery WHERE state IN (0, 8)");
    seen.dead = db.ask("SELECT count(*) FROM delivery WHERE state IN (2, 3)");
    if (const auto known = reduction_of(db)) {
        const auto whole = static_cast<std::uint64_t>(entry.bytes);
        seen.messages = db.ask("SELECT count(*) FROM message");
        seen.reduced = known->at;
        seen.freed = whole > seen.bytes ? whole - seen.bytes : 0;
    }
    return seen;
}

} // namespace

survey look_at(const std::filesystem::path& folder) {
    auto file = folder / catalog_name;
    if (!std::filesystem::exists(file)) throw refusal{"there is no store in " + folder.string()};
    connection catalog{file, connection::access::read};
    survey seen;
    {
        statement question{catalog, "SELECT uuid, clean FROM store"};
        auto about = question.query();
        if (!about.next()) throw refusal{file.string() + " does not say which store it is"};
        seen.uuid = about.bytes(0);
        seen.running = in_use(folder);
        seen.clean = seen.running || about.integer(1) != 0;
    }
    if (catalog.has_table("backup")) seen.restored_from = catalog.ask("SELECT max(taken_us) FROM backup");
    seen.free = system_disk().free_bytes(folder).value_or(0);
    seen.ballast = size_of(folder / ballast_name);
    for (const auto& each : segments_of(catalog)) seen.segments.push_back(look_at(segment_file(folder, each.no), each));
    for (const auto no : index_files(folder)) {
        if (std::filesystem::exists(segment_file(folder, no))) continue;
        seen.outlived += 1;
        seen.outlived_bytes += size_of(index_file(folder, no));
    }
    return seen;
}

} // namespace vagus::store
