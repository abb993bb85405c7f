#include "engine/store/past.hpp"

#include "engine/store/asked_rows.hpp"
#include "engine/store/body_form.hpp"
#include "engine/store/catalog.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/reduction.hpp"

#include <algorithm>
#include <utility>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* columns = "row, input, received_us, revision, state, reason, parent, raw";
const std::string one_row = std::string{"SELECT "} + columns + " FROM message WHERE row = ?";
const std::string page_of_rows =
    std::string{"SELECT "} + columns +
    " FROM message WHERE row > ?1 AND row <= ?2 AND received_us >= ?3 AND received_us < ?4 "
    "AND (?5 = 0 OR input = ?5) AND state NOT IN (5, 6) ORDER BY row";
constexpr const char* meant = "SELECT count(*) FROM message WHERE received_us >= ?1 AND received_us < ?2 "
                              "AND (?3 = 0 OR input = ?3) AND state NOT IN (5, 6)";
constexpr const char* what_was_sent = R"(
SELECT m.raw, d.body, b.form, b.bytes FROM message m
CROSS JOIN delivery d ON d.row >= m.deliveries_first AND d.row < m.deliveries_first + m.deliveries_n
LEFT JOIN body b ON b.row = d.body WHERE m.row = ?1 AND d.output = ?2 ORDER BY d.row LIMIT 1)";

fs::path catalog_of(const fs::path& folder) {
    auto file = folder / catalog_name;
    if (!fs::exists(file)) throw refusal{"there is no store in " + folder.string()};
    return file;
}

std::uint64_t count(connection& db, const past_query& what, std::int64_t input) {
    statement question{db, meant};
    auto at = question.query(what.since, what.until, input);
    return at.next() ? static_cast<std::uint64_t>(at.integer(0)) : 0;
}

// The clock may have jumped while the segment was open.
bool may_hold(const segment_entry& segment, const past_query& what) {
    constexpr auto margin = std::chrono::microseconds{clock_margin}.count();
    if (segment.sealed && segment.sealed_at + margin < what.since) return false;
    return what.until >= segment.opened - margin;
}

} // namespace

past::past(fs::path folder)
    : folder_{std::move(folder)}
    , catalog_{catalog_of(folder_), connection::access::read} {
    statement about{catalog_, "SELECT uuid FROM store"};
    if (auto at = about.query(); at.next()) store_ = number_of_store(at.bytes(0));
    statement names{catalog_, "SELECT no, kind, name FROM name"};
    for (auto at = names.query(); at.next();)
        names_[at.integer(0)] = {static_cast<name_kind>(at.integer(1)), std::string{at.bytes(2)}};
    for (const auto& each : segments_of(catalog_)) segments_.push_back(each.no);
}

std::optional<past_message> past::find(message_id which) {
    if (which.store != store_ || !open(which.segment)) return std::nullopt;
    statement question{open_->db, one_row};
    auto at = question.query(std::int64_t{which.row});
    if (!at.next()) return std::nullopt;
    auto made = message_at(at, which.segment);
    made.answers = answers_about(open_->db, which.row);
    return made;
}

std::optional<std::string> past::sent(message_id which, std::string_view output) {
    const auto known = std::ranges::find_if(
        names_, [&](const auto& each) { return each.second.kind == name_kind::output && each.second.name == output; });
    if (known == names_.end() || which.store != store_ || !open(which.segment)) return std::nullopt;
    statement question{open_->db, what_was_sent};
    auto at = question.query(std::int64_t{which.row}, known->first);
    if (!at.next()) return std::nullopt;
    const auto raw = at.bytes(0);
    if (at.null(1) || at.null(2)) return std::string{raw};
    const auto form = static_cast<body_form>(at.integer(2));
    if (form == body_form::attributes) return std::string{raw};
    std::string whole;
    return std::string{unpack(form, at.bytes(3), raw, whole).bytes};
}

std::optional<std::vector<past_message>> past::next(const past_query& what, delivery_ref& after) {
    const auto input = input_number(what.input);
    const auto from = std::ranges::find_if(segments_, [&](std::uint32_t no) { return no >= after.segment; });
    if (from == segments_.end()) return std::nullopt;
    if (*from != after.segment) after = {*from, 0};
    std::vector<past_message> page;
    const auto go_on = [&] { after = {after.segment + 1, 0}; };
    const auto entry = segment_of(catalog_, after.segment);
    if (!entry || !may_hold(*entry, what)) return go_on(), page;
    try {
        if (!open(after.segment)) return go_on(), page;
        auto& db = open_->db;
        const auto end = db.ask("SELECT coalesce(max(row), 0) FROM message");
        const auto last = std::min(end, after.row + past_page_rows);
        statement question{db, page_of_rows};
        std::size_t bytes = 0;
        for (auto at = question.query(after.row, last, what.since, what.until, input); at.next();) {
            page.push_back(message_at(at, after.segment));
            page.back().answers = answers_about(db, at.integer(0));
            bytes += page.back().raw.size() + page.back().answers.size();
            after.row = at.integer(0);
            if (bytes >= past_page_bytes) return page;
        }
        after.row = last;
        if (last >= end) go_on();
    } catch (const sqlite_error& error) {
        passed_over_.emplace_back(error.what());
        open_.reset();
        go_on();
    }
    return page;
}

gone_messages past::gone(const past_query& what) {
    gone_messages found;
    const auto input = input_number(what.input);
    std::vector<std::uint32_t> all;
    {
        statement question{catalog_, "SELECT no FROM segment ORDER BY no"};
        for (auto at = question.query(); at.next();) all.push_back(static_cast<std::uint32_t>(at.integer(0)));
    }
    for (const auto no : all) {
        const auto entry = segment_of(catalog_, no);
        if (!entry || !may_hold(*entry, what)) continue;
        const bool there = open(no);
        if (there && !reduction_of(open_->db)) continue;
        const auto still = there ? count(open_->db, what, input) : 0;
        if (!fs::exists(index_file(folder_, no))) {
            found.at_most += static_cast<std::uint64_t>(entry->messages) - still;
            continue;
        }
        connection index{index_file(folder_, no), connection::access::read};
        found.known += count(index, what, input) - still;
    }
    return found;
}

std::optional<past_revision> past::revision(std::uint32_t number) {
    statement question{catalog_, "SELECT sha, files FROM revision WHERE no = ?"};
    auto at = question.query(std::int64_t{number});
    if (!at.next()) return std::nullopt;
    return past_revision{std::string{at.bytes(0)}, std::string{at.bytes(1)}};
}

std::uint32_t past::newest_revision() {
    if (!catalog_.has_table("history")) return 0;
    return static_cast<std::uint32_t>(
        catalog_.ask("SELECT coalesce((SELECT revision FROM history ORDER BY no DESC LIMIT 1), 0)"));
}

// False: its file has gone.
bool past::open(std::uint32_t no) {
    if (open_ && open_->no == no) return true;
    open_.reset();
    const auto file = segment_file(folder_, no);
    if (!fs::exists(file)) return false;
    open_.emplace(no, file);
    return true;
}

past_message past::message_at(const rows& at, std::uint32_t no) const {
    past_message made;
    made.id = {store_, 0, no, static_cast<std::uint32_t>(at.integer(0))};
    made.input = name_of(at.integer(1));
    made.received = at.integer(2);
    made.revision = static_cast<std::uint32_t>(at.integer(3));
    made.state = static_cast<message_state>(at.integer(4));
    made.reason = at.bytes(5);
    made.parent = at.null(6) ? std::nullopt : parse_message_id(at.bytes(6));
    made.raw = at.bytes(7);
    return made;
}

std::string past::name_of(std::int64_t number) const {
    const auto known = names_.find(number);
    return known == names_.end() ? std::string{} : known->second.name;
}

std::int64_t past::input_number(const std::string& name) const {
    if (name.empty()) return 0;
    for (const auto& [number, known] : names_)
        if (known.kind == name_kind::input && known.name == name) return number;
    throw refusal{"no input of this store was ever called '" + name + "'"};
}

} // namespace vagus::store
