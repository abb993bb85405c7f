#include "engine/store/story.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/outline.hpp"
#include "engine/store/sqlite.hpp"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

#include <algorithm>
#include <ranges>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* about = "SELECT peer, revision, receipt, reason, deliveries_first, deliveries_n FROM message "
                              "WHERE row = ?";
constexpr const char* newest_answers = "SELECT row, answer FROM delivery WHERE row >= ?1 AND row < ?1 + ?2 AND "
                                       "answer <> 0 AND state <> 7";
constexpr const char* one_answer =
    "SELECT prev, first_us, last_us, n, took_us, outcome, substr(bytes, 1, ?2) FROM answer WHERE row = ?1";
constexpr const char* made_of_it = "SELECT row, received_us, state FROM message "
                                   "WHERE row > ?1 AND row <= ?2 AND parent = ?3 ORDER BY row LIMIT ?4";
constexpr const char* resent_ones = "SELECT row FROM message WHERE row > ?1 AND row <= ?2 AND state = 5";

past_attempts attempts_from(connection& db, std::int64_t newest) {
    past_attempts found;
    statement question{db, one_answer};
    for (auto row = newest; row != 0;) { // to the first, or to the limit
        if (found.rows.size() == most_attempts) {
            found.more = true;
            break;
        }
        auto at = question.query(row, static_cast<std::int64_t>(answer_head));
        if (!at.next()) break;
        found.rows.push_back({at.integer(1), at.integer(2), at.integer(3), at.integer(4),
                              static_cast<outcome>(at.integer(5)), std::string{at.bytes(6)}});
        row = at.integer(0);
    }
    std::ranges::reverse(found.rows);
    return found;
}

std::vector<std::string> tags_of(connection& db, std::int64_t message) {
    std::vector<std::string> tags;
    if (!db.has_table("tagged")) return tags;
    statement question{db, "SELECT tags FROM tagged WHERE message = ?"};
    if (auto at = question.query(message); at.next())
        boost::algorithm::split(tags, std::string{at.bytes(0)}, boost::algorithm::is_any_of(" "));
    return tags;
}

std::string revision_named(const fs::path& folder, std::int64_t number) {
    connection catalog{folder / catalog_name, connection::access::read};
    statement question{catalog, "SELECT sha FROM revision WHERE no = ?"};
    auto at = question.query(number);
    return at.next() ? std::string{at.bytes(0)} : std::string{};
}

// Looks through what came after a message, as far as search_effort allows: rows with bodies beside them cost as many
// times as much as those of an index, where only what people sent again is looked for. Answers and fragments come soon.
class children_search {
  public:
    children_search(const fs::path& folder, const outline& seen, message_id of, story& into)
        : folder_{folder}
        , seen_{seen}
        , of_{of}
        , parent_{to_text(of)}
        , into_{into} {}

    void run() {
        for (const auto& each : seen_.segments | std::views::reverse) { // the oldest first
            if (each.no < of_.segment || !fs::exists(segment_file(folder_, each.no))) continue;
            try {
                look_into(each.no);
            } catch (const sqlite_error&) { // others can still be read
                into_.more_children = true;
            }
        }
    }

  private:
    static constexpr std::uint64_t body_effort = 8;

    void look_into(std::uint32_t no) {
        connection db{segment_file(folder_, no), connection::access::read};
        const auto file = index_file(folder_, no);
        if (no == of_.segment || !fs::exists(file)) return in_segment(db, no);
        connection index{file, connection::access::read};
        by_index(index, db, no);
    }

    void in_segment(connection& db, std::uint32_t no) {
        const auto last = db.ask("SELECT coalesce(max(row), 0) FROM message");
        for (auto from = no == of_.segment ? std::int64_t{of_.row} : 0; from < last; from += scan_rows) {
            if (!afford(static_cast<std::uint64_t>(std::min(scan_rows, last - from)) * body_effort)) return;
            take(db, no, from, std::min(from + scan_rows, last));
        }
    }

    void by_index(connection& index, connection& db, std::uint32_t no) {
        const auto last = index.ask("SELECT coalesce(max(row), 0) FROM message");
        statement question{index, resent_ones};
        for (std::int64_t from = 0; from < last; from += scan_rows) {
            if (!afford(static_cast<std::uint64_t>(std::min(scan_rows, last - from)))) return;
            for (auto at = question.query(from, from + scan_rows); at.next();) {
                if (!afford(body_effort)) return;
                take(db, no, at.integer(0) - 1, at.integer(0));
            }
        }
    }

    void take(connection& db, std::uint32_t no, std::int64_t after, std::int64_t last) {
        statement question{db, made_of_it};
        const auto room = static_cast<std::int64_t>(most_children - into_.children.size());
        for (auto at = question.query(after, last, std::string_view{parent_}, room + 1); at.next();) {
            if (into_.children.size() == most_children) {
                into_.more_children = true;
                left_ = 0;
                return;
            }
            into_.children.push_back({{of_.store, 0, no, static_cast<std::uint32_t>(at.integer(0))},
                                      at.integer(1),
                                      static_cast<message_state>(at.integer(2))});
        }
    }

    bool afford(std::uint64_t effort) {
        if (effort > left_) into_.more_children = true;
        left_ = effort > left_ ? 0 : left_ - effort;
        return !into_.more_children;
    }

    const fs::path& folder_;
    const outline& seen_;
    message_id of_;
    std::string parent_;
    story& into_;
    std::uint64_t left_ = search_effort;
};

} // namespace

std::optional<story> story_of(const fs::path& store, message_id which) {
    const auto seen = read_outline(store);
    const auto file = segment_file(store, which.segment);
    if (which.store != seen.store || !fs::exists(file)) return std::nullopt;
    connection db{file, connection::access::read};
    story made;
    {
        statement question{db, about};
        auto at = question.query(std::int64_t{which.row});
        if (!at.next()) return std::nullopt;
        made.peer = at.bytes(0);
        made.revision = revision_named(store, at.integer(1));
        made.receipt = at.bytes(2);
        made.reason = at.bytes(3);
        statement answers{db, newest_answers};
        for (auto each = answers.query(at.integer(4), at.integer(5)); each.next();)
            made.attempts[each.integer(0)] = attempts_from(db, each.integer(1));
    }
    made.tags = tags_of(db, which.row);
    children_search{store, seen, which, made}.run();
    return made;
}

} // namespace vagus::store
