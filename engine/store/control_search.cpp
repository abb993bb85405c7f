#include "engine/store/control_search.hpp"

#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/index.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/outline.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/sqlite.hpp"

#include <chrono>
#include <optional>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* rows_in_index = "SELECT row FROM message WHERE control = ?1 AND received_us BETWEEN ?2 AND ?3 "
                                      "AND (?4 = 0 OR input = ?4) ORDER BY row DESC LIMIT ?5";
constexpr const char* rows_in_segment = "SELECT row FROM message WHERE control = ?1 AND received_us BETWEEN ?2 AND ?3 "
                                        "AND (?4 = 0 OR input = ?4) AND row > ?6 AND row <= ?7 "
                                        "ORDER BY row DESC LIMIT ?5";
constexpr const char* message_in_index = "SELECT received_us, input, state, type FROM message WHERE row = ?";
constexpr const char* message_in_segment = "SELECT received_us, input, state, type, control FROM message WHERE row = ?";
constexpr const char* ends_in_index = "SELECT output, state, at_us FROM delivery WHERE message = ? ORDER BY ordinal";
constexpr const char* ends_in_segment =
    "SELECT d.output, d.state, d.at_us FROM message m CROSS JOIN delivery d ON d.row >= m.deliveries_first "
    "AND d.row < m.deliveries_first + m.deliveries_n WHERE m.row = ? ORDER BY d.row";

// Of the input that is meant; 0: any.
std::int64_t input_of(const outline& seen, const control_query& what) {
    const auto number = seen.number_of(name_kind::input, what.input);
    if (!what.input.empty() && number == 0) throw refusal{"no input of this store is called '" + what.input + "'"};
    return number;
}

// Opens a file that may not be there, or may go in this moment.
void open_if_there(std::optional<connection>& into, const fs::path& file) {
    if (fs::exists(file)) into.emplace(file, connection::access::read);
}

class tracing {
  public:
    tracing(const fs::path& folder, const control_query& what)
        : folder_{folder}
        , what_{what}
        , seen_{read_outline(folder)}
        , input_{input_of(seen_, what)}
        , hash_{control_hash(what.control)} {}

    traced run() {
        constexpr auto margin = std::chrono::microseconds{clock_margin}.count();
        for (const auto& each : seen_.segments) {
            if (found_.more) break;
            if (each.sealed && each.sealed_at + margin < what_.since) continue;
            if (what_.until < each.opened - margin) continue;
            look_into(each);
        }
        return std::move(found_);
    }

  private:
    void look_into(const segment_entry& which);
    using row_numbers = std::vector<std::int64_t>;
    [[nodiscard]] row_numbers rows_by_hash(connection& index);
    [[nodiscard]] row_numbers rows_by_scan(connection& segment);
    void read(std::uint32_t no, std::int64_t row, connection* segment, connection* index);
    void add(message_id id, const rows& at, bool kept, connection& from);
    [[nodiscard]] static std::string tags_of(std::int64_t row, connection& segment);
    [[nodiscard]] std::int64_t asked() const { return static_cast<std::int64_t>(what_.most + 1); }

    const fs::path& folder_;
    const control_query& what_;
    outline seen_;
    std::int64_t input_;
    std::int64_t hash_;
    traced found_;
};

// The index says which rows, the segment what they are, as long as it has them.
void tracing::look_into(const segment_entry& which) {
    std::optional<connection> segment;
    std::optional<connection> index;
    std::optional<row_numbers> hits;
    try {
        open_if_there(index, index_file(folder_, which.no));
        if (index) hits = rows_by_hash(*index);
    } catch (const sqlite_error& error) {
        found_.passed_over.emplace_back(error.what());
        index.reset();
    }
    try {
        open_if_there(segment, segment_file(folder_, which.no));
        if (segment && !hits) hits = rows_by_scan(*segment);
        for (const auto row : hits.value_or(row_numbers{})) {
            if (found_.more) return;
            read(which.no, row, segment ? &*segment : nullptr, index ? &*index : nullptr);
        }
    } catch (const sqlite_error& error) {
        found_.passed_over.emplace_back(error.what());
    }
}

tracing::row_numbers tracing::rows_by_hash(connection& index) {
    const auto known = facts_of(index);
    if (!known || known->known != known->messages)
        found_.passed_over.push_back(index.file().string() + " does not know all messages of its segment");
    statement question{index, rows_in_index};
    row_numbers found;
    for (auto at = question.query(hash_, what_.since, what_.until, input_, asked()); at.next();)
        found.push_back(at.integer(0));
    return found;
}

tracing::row_numbers tracing::rows_by_scan(connection& segment) {
    if (reduction_of(segment))
        found_.passed_over.push_back(segment.file().string() + " was reduced, and has no index that can be read");
    statement question{segment, rows_in_segment};
    row_numbers found;
    const auto newest = segment.ask("SELECT max(row) FROM message");
    for (auto last = newest; last > 0 && found.size() <= what_.most; last -= scan_rows) {
        auto at = question.query(std::string_view{what_.control}, what_.since, what_.until, input_, asked(),
                                 last - scan_rows, last);
        while (at.next()) found.push_back(at.integer(0));
    }
    return found;
}

void tracing::read(std::uint32_t no, std::int64_t row, connection* segment, connection* index) {
    const message_id id{seen_.store, 0, no, static_cast<std::uint32_t>(row)};
    if (segment != nullptr) {
        statement question{*segment, message_in_segment};
        if (auto at = question.query(row); at.next()) {
            if (at.bytes(4) == what_.control) add(id, at, true, *segment); // or another has the same hash
            return;
        }
    }
    if (index == nullptr) return;
    statement question{*index, message_in_index};
    if (auto at = question.query(row); at.next()) add(id, at, false, *index);
}

void tracing::add(message_id id, const rows& at, bool kept, connection& from) {
    found_.more = found_.messages.size() == what_.most;
    if (found_.more) return;
    traced_message made{id,
                        at.integer(0),
                        seen_.name_of(at.integer(1)),
                        std::string{at.bytes(3)},
                        static_cast<message_state>(at.integer(2)),
                        kept ? tags_of(id.row, from) : std::string{},
                        kept,
                        {}};
    statement question{from, kept ? ends_in_segment : ends_in_index};
    for (auto end = question.query(std::int64_t{id.row}); end.next();)
        made.deliveries.push_back(
            {seen_.name_of(end.integer(0)), static_cast<delivery_state>(end.integer(1)), end.integer(2)});
    found_.messages.push_back(std::move(made));
}

std::string tracing::tags_of(std::int64_t row, connection& segment) {
    if (!segment.has_table("tagged")) return {}; // it was begun without
    statement question{segment, "SELECT tags FROM tagged WHERE message = ?"};
    auto at = question.query(row);
    return at.next() ? std::string{at.bytes(0)} : std::string{};
}

} // namespace

traced find_control(const fs::path& folder, const control_query& what) {
    return tracing{folder, what}.run();
}

} // namespace vagus::store
