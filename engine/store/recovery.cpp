#include "engine/store/recovery.hpp"

#include "engine/store/folder.hpp"

#include <algorithm>
#include <map>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace vagus::store {
namespace {

void count_deliveries(connection& db, std::uint32_t no, depths& counts) {
    statement question{db, "SELECT output, state, count(*) FROM delivery WHERE state IN (0, 2, 3) GROUP BY 1, 2"};
    auto at = question.query();
    while (at.next()) {
        counts.add(static_cast<std::uint32_t>(at.integer(0)), no, static_cast<delivery_state>(at.integer(1)),
                   static_cast<std::uint64_t>(at.integer(2)));
    }
}

// The newest `most` rows, the newest first; returns how many rows it looked at.
std::int64_t read_seen(connection& db, message_id place, std::int64_t most, wall_us oldest,
                       std::vector<seen_message>& found) {
    auto rows_here = db.ask("SELECT max(row) FROM message");
    statement question{db, "SELECT row, input, received_us, receipt, digest FROM message "
                           "WHERE row > ? AND digest IS NOT NULL AND received_us >= ? ORDER BY row DESC"};
    auto at = question.query(rows_here - most, oldest);
    while (at.next()) {
        seen_message seen{
            {}, static_cast<std::uint32_t>(at.integer(1)), place, at.integer(2), std::string{at.bytes(3)}};
        seen.id.row = static_cast<std::uint32_t>(at.integer(0));
        std::ranges::copy(at.bytes(4).substr(0, seen.digest.size()), seen.digest.begin());
        found.push_back(std::move(seen));
    }
    return std::min(rows_here, most);
}

void read_numbers(connection& db, sequences& numbers) {
    statement question{db, "SELECT input, CAST(value AS INTEGER) FROM position WHERE source = ?"};
    auto at = question.query(std::string_view{sequence_source});
    while (at.next()) numbers.restore(static_cast<std::uint32_t>(at.integer(0)), at.integer(1));
}

// The first word on a pointer is the last one that was written.
using waiting_fragments = std::map<std::pair<std::uint32_t, std::string>, std::string>;

void read_fragments(connection& db, waiting_fragments& found) {
    statement question{db, "SELECT input, source, value FROM position WHERE source GLOB ?"};
    auto at = question.query(std::string{fragment_source} + '*');
    while (at.next())
        found.try_emplace({static_cast<std::uint32_t>(at.integer(0)), std::string{at.bytes(1)}}, at.bytes(2));
}

} // namespace

void recover(const settings& how, catalog& entries, const clock& time, depths& counts, remembered& seen,
             sequences& numbers, continuations& fragments) {
    const auto now = time.wall();
    waiting_fragments waiting;
    auto left = static_cast<std::int64_t>(how.remembered);
    auto oldest = now - std::chrono::duration_cast<std::chrono::microseconds>(how.remembered_for).count();
    std::vector<seen_message> newest_first;
    for (const auto& entry : std::views::reverse(entries.segments())) {
        connection db{segment_file(how.folder, entry.no), connection::access::read};
        count_deliveries(db, entry.no, counts);
        read_numbers(db, numbers);
        read_fragments(db, waiting);
        if (left > 0) left -= read_seen(db, {entries.store_number(), 0, entry.no, 0}, left, oldest, newest_first);
    }
    for (const auto& message : std::views::reverse(newest_first)) seen.add(message);
    for (const auto& [key, value] : waiting) fragments.restore(key.first, key.second, value, time.steady());
}

} // namespace vagus::store
