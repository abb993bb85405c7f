#include "engine/store/recovery.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/remembered_rows.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <map>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

namespace vagus::store {
namespace {

// Whether some of them await what they are to send.
bool count_deliveries(connection& db, std::uint32_t no, depths& counts) {
    statement question{db, "SELECT output, state, count(*) FROM delivery WHERE state IN (0, 2, 3, 8) GROUP BY 1, 2"};
    auto at = question.query();
    bool awaiting = false;
    while (at.next()) {
        const auto state = static_cast<delivery_state>(at.integer(1));
        counts.add(static_cast<std::uint32_t>(at.integer(0)), no, state, static_cast<std::uint64_t>(at.integer(2)));
        awaiting = awaiting || state == delivery_state::awaiting;
    }
    return awaiting;
}

// What is remembered, from the newest row back: of each input as much as it wants, of all together as many rows as
// start-up has time for.
class looking_back {
  public:
    looking_back(const settings& how, const clock& time, const remembered& seen)
        : left_{rows_for(how)}
        , now_{time.wall()}
        , steady_{time.steady()}
        , seen_{seen} {}

    void read(connection& db, message_id place) {
        if (left_ <= 0) return;
        const auto rows_here = db.ask("SELECT max(row) FROM message");
        statement question{db, "SELECT row, input, received_us, receipt, identity, digest FROM message "
                               "WHERE row > ? AND digest IS NOT NULL ORDER BY row DESC"};
        auto at = question.query(rows_here - left_);
        while (at.next()) take(at, place);
        left_ -= std::min(rows_here, left_);
    }
    void fill(remembered& into) const {
        for (const auto& [input, message] : std::views::reverse(newest_first_)) into.add(input, message);
        into.committed();
    }

  private:
    static std::int64_t rows_for(const settings& how) {
        auto sum = how.remembered_of.empty() ? how.remembered.most : 0;
        for (const auto& [name, each] : how.remembered_of) sum += each.most;
        return static_cast<std::int64_t>(std::min(sum, how.looked_back_at));
    }
    // The wall clock is all that is known of other lives: what comes from its future is as young as can be.
    void take(const rows& at, message_id place) {
        const auto input = static_cast<std::uint32_t>(at.integer(1));
        auto wanted = wanted_.try_emplace(input, memory{}).first;
        if (wanted->second.taken == 0) wanted->second.terms = seen_.how_much(input);
        const std::chrono::microseconds age{std::max<wall_us>(now_ - at.integer(2), 0)};
        if (age > wanted->second.terms.how_long || wanted->second.taken == wanted->second.terms.most) return;
        ++wanted->second.taken;
        place.row = static_cast<std::uint32_t>(at.integer(0));
        seen_message message{
            {}, std::bit_cast<std::uint64_t>(at.integer(4)), place, steady_ - age, std::string{at.bytes(3)}};
        std::ranges::copy(at.bytes(5).substr(0, message.digest.size()), message.digest.begin());
        newest_first_.emplace_back(input, std::move(message));
    }

    struct memory {
        store::memory terms;
        std::size_t taken = 0;
    };
    std::int64_t left_; // rows to look at
    wall_us now_;
    std::chrono::steady_clock::time_point steady_;
    const remembered& seen_;
    std::map<std::uint32_t, memory> wanted_; // by input
    std::vector<std::pair<std::uint32_t, seen_message>> newest_first_;
};

void read_numbers(connection& db, sequences& numbers) {
    statement question{db, "SELECT input, CAST(value AS INTEGER) FROM position WHERE source = ?"};
    auto at = question.query(std::string_view{sequence_source});
    while (at.next()) numbers.restore(static_cast<std::uint32_t>(at.integer(0)), at.integer(1));
}

// The first word on a pointer is the last one that was written.
using waiting_fragments = std::map<std::pair<std::uint32_t, std::string>, std::string>;

void read_fragments(connection& db, waiting_fragments& found) {
    statement question{db, "SELECT input, source, value FROM position WHERE source GLOB ?"};
    const auto any = std::string{fragment_source} + '*'; // outlives the query
    auto at = question.query(any);
    while (at.next())
        found.try_emplace({static_cast<std::uint32_t>(at.integer(0)), std::string{at.bytes(1)}}, at.bytes(2));
}

void read_positions(connection& db, positions& places) {
    statement question{db, "SELECT input, source, value FROM position WHERE source <> ? AND source NOT GLOB ? "
                           "AND source NOT GLOB ?"};
    const auto fragments = std::string{fragment_source} + '*'; // outlives the query
    const auto settles = std::string{settled_source} + '*';
    auto at = question.query(std::string_view{sequence_source}, std::string_view{fragments}, std::string_view{settles});
    while (at.next()) places.restore(static_cast<std::uint32_t>(at.integer(0)), at.bytes(1), at.bytes(2));
}

void read_settles(connection& db, std::uint32_t segment, std::vector<far_settle>& found) {
    statement question{db, "SELECT input, source, value FROM position WHERE source GLOB ?"};
    const auto any = std::string{settled_source} + '*'; // outlives the query
    auto at = question.query(any);
    while (at.next())
        if (auto how = read_settled(at.bytes(1), at.bytes(2)))
            found.push_back({segment, static_cast<std::uint32_t>(at.integer(0)), std::move(*how)});
}

void read_awaiting(connection& db, message_id place, std::vector<awaited_delivery>& found) {
    statement question{db, "SELECT d.message, d.output, m.input, m.received_us FROM delivery d "
                           "CROSS JOIN message m ON m.row = d.message WHERE d.state = 8 ORDER BY d.row"};
    auto at = question.query();
    while (at.next()) {
        place.row = static_cast<std::uint32_t>(at.integer(0));
        found.push_back({{place, static_cast<std::uint32_t>(at.integer(1))},
                         static_cast<std::uint32_t>(at.integer(2)),
                         at.integer(3)});
    }
}

} // namespace

left_over recover(const settings& how, catalog& entries, const clock& time, depths& counts, remembered& seen,
                  sequences& numbers, continuations& fragments, positions& places, memories& known) {
    left_over found;
    waiting_fragments waiting;
    looking_back past{how, time, seen};
    for (const auto& entry : std::views::reverse(entries.segments())) {
        connection db{segment_file(how.folder, entry.no), connection::access::read};
        const bool awaiting = count_deliveries(db, entry.no, counts);
        read_numbers(db, numbers);
        read_fragments(db, waiting);
        read_positions(db, places);
        for_each_remembered(db, [&](kept_word word) { known.restore(std::move(word)); });
        read_settles(db, entry.no, found.unfinished);
        if (awaiting) read_awaiting(db, {entries.store_number(), 0, entry.no, 0}, found.awaiting);
        past.read(db, {entries.store_number(), 0, entry.no, 0});
    }
    past.fill(seen);
    known.finished();
    for (const auto& [key, value] : waiting) fragments.restore(key.first, key.second, value, time.steady());
    return found;
}

} // namespace vagus::store
