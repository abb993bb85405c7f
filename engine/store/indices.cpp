#include "engine/store/indices.hpp"

#include "engine/store/events.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/index.hpp"
#include "engine/store/limits.hpp"

#include <algorithm>
#include <system_error>

namespace vagus::store {

namespace fs = std::filesystem;

indices::indices(const settings& how, catalog& entries, const headroom& room, reporter& report)
    : folder_{how.folder}
    , kept_for_{how.index_kept_for}
    , catalog_{entries}
    , room_{room}
    , report_{report} {}

void indices::make_missing(const std::vector<segment_entry>& all) {
    std::size_t made = 0;
    for (const auto& each : all) {
        if (made == indexed_at_once) return;
        if (!each.sealed || is_there(each) || !has_room(each)) continue;
        made += make(each) ? 1 : 0;
    }
}

bool indices::make(const segment_entry& of) {
    try {
        const auto bytes = make_index(folder_, of, catalog_.uuid());
        looked_at_.insert(of.no);
        report_(index_made{of.no, of.messages, bytes});
        return true;
    } catch (const std::exception& error) {
        std::error_code left; // half of it would only take room; the next attempt begins with removing it
        fs::remove(unfinished_index(folder_, of.no), left);
        report_(upkeep_failed{error.what()});
        return false;
    }
}

void indices::remove_old(const std::vector<segment_entry>& all, wall_us now) {
    for (const auto no : index_files(folder_)) {
        if (std::ranges::any_of(all, [no](const auto& each) { return each.no == no; })) continue;
        const auto of = catalog_.segment_of(no);
        if (!of || (kept_for_ && now - counted_from(*of, now) < kept_for_->count())) continue;
        fs::remove(index_file(folder_, no)); // one that comes back with a crash is removed by the next look
        looked_at_.erase(no);
        report_(index_removed{no});
    }
}

// Opened once in a life of the store: a file that is cut short or is another's is as none.
bool indices::is_there(const segment_entry& of) {
    const auto file = index_file(folder_, of.no);
    if (!fs::exists(file)) return false;
    if (looked_at_.contains(of.no)) return true;
    try {
        connection index{file, connection::access::read};
        const auto known = facts_of(index);
        if (!known || known->no != of.no || known->store != catalog_.uuid()) return false;
    } catch (const sqlite_error&) {
        return false;
    }
    looked_at_.insert(of.no);
    return true;
}

bool indices::has_room(const segment_entry& of) const {
    const auto disk = room_.now();
    return disk.free >= disk.floor + static_cast<std::uint64_t>(of.messages) * indexed_bytes;
}

} // namespace vagus::store
