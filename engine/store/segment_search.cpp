#include "engine/store/segment_search.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/index.hpp"
#include "engine/store/limits.hpp"

#include <algorithm>
#include <cstring>

namespace vagus::store {
namespace {

// The same columns in an index and in a segment. Fragments are found in the message they are part of.
constexpr std::string_view scan = "SELECT row FROM message WHERE row <= ?1 AND row > ?2 "
                                  "AND received_us BETWEEN ?3 AND ?4 AND (?5 = 0 OR input = ?5) "
                                  "AND type BETWEEN ?6 AND ?7 AND (state = ?8 OR ?8 IS NULL AND state <> 6) ";
constexpr std::string_view scan_end = "ORDER BY row DESC LIMIT ?9";
// What an index says of deliveries was so when it was made: what was open then may be anything by now.
constexpr std::string_view scan_ends_in_index =
    "AND EXISTS(SELECT 1 FROM delivery WHERE message = row AND (?10 = 0 OR output = ?10) "
    "AND (?11 IS NULL OR state = ?11 OR state IN (0, 2, 3, 8))) ";
constexpr std::string_view scan_ends_in_segment =
    "AND EXISTS(SELECT 1 FROM delivery d WHERE d.row >= deliveries_first AND d.row < deliveries_first + deliveries_n "
    "AND (?10 = 0 OR d.output = ?10) AND (?11 IS NULL OR d.state = ?11)) ";

constexpr const char* row_in_index = "SELECT received_us, input, state, type, '' FROM message WHERE row = ?";
constexpr const char* row_in_segment = "SELECT received_us, input, state, type, control FROM message WHERE row = ?";
constexpr const char* ends_in_index = "SELECT output, state FROM delivery WHERE message = ?";
constexpr const char* ends_in_segment =
    "SELECT d.output, d.state FROM message m CROSS JOIN delivery d ON d.row >= m.deliveries_first "
    "AND d.row < m.deliveries_first + m.deliveries_n WHERE m.row = ?";

bool has_word(std::string_view words, std::string_view word) {
    while (!words.empty()) {
        const auto blank = std::min(words.find(' '), words.size());
        if (words.substr(0, blank) == word) return true;
        words.remove_prefix(std::min(blank + 1, words.size()));
    }
    return false;
}

bool has_hash(std::string_view hashes, std::int64_t wanted) {
    for (std::int64_t each = 0; hashes.size() >= sizeof each; hashes.remove_prefix(sizeof each)) {
        std::memcpy(&each, hashes.data(), sizeof each);
        if (each == wanted) return true;
    }
    return false;
}

} // namespace

segment_search::segment_search(const std::filesystem::path& folder, const outline& seen, const segment_entry& which,
                               const segment_filter& filter)
    : seen_{seen}
    , which_{which}
    , filter_{filter}
    , what_{filter.what} {
    const auto index = index_file(folder, which.no);
    try {
        if (std::filesystem::exists(index)) index_.emplace(index, false);
        if (index_ && !facts_of(index_->db)) index_.reset();
    } catch (const sqlite_error& error) { // the segment may still be there
        index_.reset();
        trouble_ = error.what();
    }
    const auto segment = segment_file(folder, which.no);
    if (std::filesystem::exists(segment)) segment_.emplace(segment, true);
}

segment_search::source::source(const std::filesystem::path& file, bool segment)
    : db{file, connection::access::read}
    , kept{segment}
    , message{db, segment ? row_in_segment : row_in_index}
    , deliveries{db, segment ? ends_in_segment : ends_in_index} {
    if (!segment) return;
    raw.emplace(db, "SELECT raw FROM message WHERE row = ?");
    // An older segment was begun without.
    if (db.has_table("tagged")) tags.emplace(db, "SELECT tags FROM tagged WHERE message = ?");
}

std::int64_t segment_search::newest() {
    if (!index_ && !segment_) return 0;
    return narrow().ask("SELECT max(row) FROM message");
}

std::int64_t segment_search::received_at(std::int64_t row) {
    statement question{narrow(), "SELECT received_us FROM message WHERE row <= ? ORDER BY row DESC LIMIT 1"};
    auto at = question.query(row);
    return at.next() ? at.integer(0) : 0;
}

// Rows lie in the order of their receipt, but for clocks that are set: those are forgiven clock_slack.
std::int64_t segment_search::top_within(std::int64_t top) {
    constexpr auto slack = std::chrono::microseconds{clock_slack}.count();
    if (what_.until > std::numeric_limits<wall_us>::max() - slack || received_at(top) <= what_.until + slack)
        return top;
    std::int64_t low = 0; // is within
    while (low + 1 < top) {
        const auto middle = low + (top - low) / 2;
        (received_at(middle) <= what_.until + slack ? low : top) = middle;
    }
    return low;
}

std::int64_t segment_search::run(std::int64_t top, std::size_t most, std::uint64_t& budget, found_page& into) {
    constexpr auto slack = std::chrono::microseconds{clock_slack}.count();
    if (!index_ && !segment_) return 0;
    top = top_within(std::min(top, newest()));
    while (top > 0) {
        if (into.messages.size() >= most || budget == 0) return top;
        if (what_.since > slack && received_at(top) < what_.since - slack) return 0;
        const auto some = next(top);
        for (const auto row : some.rows) {
            if (into.messages.size() >= most) {
                into.looked += static_cast<std::uint64_t>(top - row);
                return row;
            }
            if (auto found = read(row)) into.messages.push_back(std::move(*found));
        }
        into.looked += static_cast<std::uint64_t>(top - some.down_to);
        budget -= std::min(budget, effort_of(some));
        top = some.down_to;
    }
    return 0;
}

// In rows of an index that are passed over: rows with bodies beside them, rows that are looked at one by one, and
// bodies take so many times as long.
std::uint64_t segment_search::effort_of(const candidates& some) const {
    const std::uint64_t each = index_ || what_.key ? 1 : 8;
    const std::uint64_t one_by_one = what_.text ? 64 : 16;
    return some.read * each + some.rows.size() * one_by_one;
}

segment_search::candidates segment_search::next(std::int64_t top) {
    if (what_.key) return index_ && index_->db.has_table("sought") ? by_key(top) : by_stored_keys(top);
    if (!what_.control.empty() && index_) return by_control(top);
    return by_scan(top);
}

segment_search::candidates segment_search::by_scan(std::int64_t top) {
    const bool ends = filter_.output != 0 || what_.delivery;
    const auto question = std::string{scan} + std::string{!ends    ? std::string_view{}
                                                          : index_ ? scan_ends_in_index
                                                                   : scan_ends_in_segment};
    statement asked{narrow(), question + std::string{scan_end}};
    const bool any = what_.type.empty();
    const bool begins = what_.type.ends_with('*');
    const auto from = begins ? what_.type.substr(0, what_.type.size() - 1) : what_.type;
    const auto to = any || begins ? from + '\xFF' : from;
    candidates found;
    found.down_to = std::max<std::int64_t>(top - scan_rows, 0);
    const auto limit = static_cast<std::int64_t>(candidates_at_once);
    const auto take = [&](auto&&... more) {
        auto at = asked.query(top, found.down_to, what_.since, what_.until, filter_.input, std::string_view{from},
                              std::string_view{to}, what_.state, limit, more...);
        while (at.next()) found.rows.push_back(at.integer(0));
    };
    ends ? take(filter_.output, what_.delivery) : take();
    if (found.rows.size() == candidates_at_once) found.down_to = found.rows.back() - 1;
    found.read = static_cast<std::uint64_t>(top - found.down_to);
    return found;
}

segment_search::candidates segment_search::listed(statement& question, std::int64_t wanted, std::int64_t top) {
    candidates found;
    auto at = question.query(wanted, top, static_cast<std::int64_t>(candidates_at_once));
    while (at.next()) found.rows.push_back(at.integer(0));
    found.down_to = found.rows.size() == candidates_at_once ? found.rows.back() - 1 : 0;
    found.read = found.rows.size() + 1;
    return found;
}

segment_search::candidates segment_search::by_key(std::int64_t top) {
    statement question{index_->db, "SELECT message FROM sought WHERE hash = ? AND message <= ? "
                                   "ORDER BY message DESC LIMIT ?"};
    return listed(question, *what_.key, top);
}

segment_search::candidates segment_search::by_control(std::int64_t top) {
    statement question{index_->db, "SELECT row FROM message WHERE control = ? AND row <= ? ORDER BY row DESC LIMIT ?"};
    return listed(question, control_hash(what_.control), top);
}

// A segment without an index: its narrow table of hashes is read.
segment_search::candidates segment_search::by_stored_keys(std::int64_t top) {
    candidates found;
    if (!segment_ || !segment_->db.has_table("sought")) return found; // nothing was kept to be searched by
    found.down_to = std::max<std::int64_t>(top - scan_rows, 0);
    statement question{segment_->db, "SELECT message, hashes FROM sought WHERE message <= ? AND message > ? "
                                     "ORDER BY message DESC"};
    auto at = question.query(top, found.down_to);
    while (at.next())
        if (has_hash(at.bytes(1), *what_.key)) found.rows.push_back(at.integer(0));
    found.read = static_cast<std::uint64_t>(top - found.down_to);
    return found;
}

std::optional<found_message> segment_search::read(std::int64_t row) {
    if (segment_)
        if (auto kept = read_from(*segment_, row)) {
            const bool fits = (what_.control.empty() || kept->control == what_.control) &&
                              count_deliveries(*segment_, *kept) && (what_.tag.empty() || has_tag(row)) &&
                              (!what_.text || has_text(row));
            return fits ? std::move(kept) : std::nullopt;
        }
    if (!index_ || !what_.tag.empty() || what_.text) return std::nullopt;
    auto known = read_from(*index_, row);
    return known && count_deliveries(*index_, *known) ? std::move(known) : std::nullopt;
}

std::optional<found_message> segment_search::read_from(source& file, std::int64_t row) {
    auto at = file.message.query(row);
    if (!at.next()) return std::nullopt;
    const auto state = static_cast<message_state>(at.integer(2));
    const auto type = at.bytes(3);
    const bool fits = at.integer(0) >= what_.since && at.integer(0) <= what_.until &&
                      (filter_.input == 0 || filter_.input == at.integer(1)) && (!what_.state || *what_.state == state);
    const bool of_type = what_.type.ends_with('*')
                             ? type.starts_with(std::string_view{what_.type}.substr(0, what_.type.size() - 1))
                             : what_.type.empty() || type == what_.type;
    if (!fits || !of_type) return std::nullopt;
    return found_message{{seen_.store, 0, which_.no, static_cast<std::uint32_t>(row)},
                         at.integer(0),
                         seen_.name_of(at.integer(1)),
                         std::string{type},
                         std::string{at.bytes(4)},
                         state,
                         file.kept};
}

// False: none is as it must be.
bool segment_search::count_deliveries(source& file, found_message& into) const {
    bool fits = filter_.output == 0 && !what_.delivery;
    for (auto at = file.deliveries.query(std::int64_t{into.id.row}); at.next();) {
        const auto state = static_cast<delivery_state>(at.integer(1));
        const bool to_it = filter_.output == 0 || at.integer(0) == filter_.output;
        fits = fits || (to_it && (!what_.delivery || *what_.delivery == state));
        if (state == delivery_state::pending || state == delivery_state::awaiting) ++into.pending;
        if (state == delivery_state::delivered) ++into.delivered;
        if (state == delivery_state::dead || state == delivery_state::failed) ++into.dead;
    }
    return fits;
}

bool segment_search::has_tag(std::int64_t row) {
    if (!segment_->tags) return false;
    auto at = segment_->tags->query(row);
    return at.next() && has_word(at.bytes(0), what_.tag);
}

bool segment_search::has_text(std::int64_t row) {
    auto at = segment_->raw->query(row);
    return at.next() && what_.text(at.bytes(0));
}

} // namespace vagus::store
