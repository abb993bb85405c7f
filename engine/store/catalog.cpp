#include "engine/store/catalog.hpp"

#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"

#include <algorithm>
#include <charconv>
#include <random>
#include <utility>

namespace vagus::store {
namespace {

constexpr const char* schema = R"(
CREATE TABLE store(uuid TEXT NOT NULL, format INTEGER NOT NULL, clean INTEGER NOT NULL,
                   wall_us INTEGER NOT NULL, steady_us INTEGER NOT NULL) STRICT;
CREATE TABLE segment(no INTEGER PRIMARY KEY, shard INTEGER NOT NULL, opened INTEGER NOT NULL, sealed INTEGER,
                     first_seq INTEGER NOT NULL, last_seq INTEGER, format INTEGER NOT NULL, bytes INTEGER,
                     legal_hold INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE revision(no INTEGER PRIMARY KEY, sha TEXT NOT NULL UNIQUE, files TEXT NOT NULL) STRICT;
CREATE TABLE name(no INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE(kind, name)) STRICT;
)";

// Not part of the first catalogs, which are read as ones without.
constexpr const char* later_schema = R"(
CREATE TABLE IF NOT EXISTS retired(no INTEGER PRIMARY KEY, at_us INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS clock_doubt(since_us INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS untimed(first INTEGER NOT NULL, last INTEGER, believed_us INTEGER) STRICT;
CREATE TABLE IF NOT EXISTS marked(boot TEXT NOT NULL, live INTEGER NOT NULL) STRICT;
)";

// Random (version 4): ids of two stores must differ, nobody must be able to tell when or where one was made.
std::string new_uuid() {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::string_view shape = "xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx";
    std::random_device random;
    std::uniform_int_distribution<std::size_t> digit{0, 15};
    std::string uuid{shape};
    for (char& c : uuid) {
        if (c == 'x') c = digits[digit(random)];
    }
    return uuid;
}

} // namespace

catalog::catalog(const std::filesystem::path& folder)
    : db_{folder / catalog_name, connection::access::write} {
    // FULL in WAL mode: a commit that returned is on the disk.
    db_.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -256;");
    if (!db_.has_table("store")) {
        if (!segment_files(folder).empty()) {
            throw refusal{db_.file().string() + " is missing or empty while there are segments beside it. "
                                                "Put the folder back from a backup, catalog and segments together."};
        }
        create();
    }
    read();
    db_.run(later_schema);
    db_.run(hold_schema);
    db_.run(history_schema);
    read_later();
    read_holds();
    sync_folder(folder); // as in segment: the names of the file and of its log
}

void catalog::create() {
    transaction all{db_};
    db_.run(schema);
    statement{db_, "INSERT INTO store VALUES(?, ?, 1, 0, 0)"}.run(new_uuid(), format_version);
    all.commit();
}

void catalog::read() {
    {
        statement question{db_, "SELECT uuid, format, clean, wall_us, steady_us FROM store"};
        auto found = question.query();
        if (!found.next())
            throw refusal{db_.file().string() + " does not say which store it is: put it back from a backup."};
        if (found.integer(1) > format_version) {
            throw refusal{db_.file().string() + " was written by a newer vagus (format " +
                          std::to_string(found.integer(1)) + ", this one knows " + std::to_string(format_version) +
                          "). Start that version again: an older one must not write here."};
        }
        uuid_ = found.bytes(0);
        was_clean_ = found.integer(2) != 0;
        marks_ = {found.integer(3), found.integer(4)};
    }
    if (db_.has_table("backup")) restored_from_ = db_.ask("SELECT max(taken_us) FROM backup");
    statement question{db_, "SELECT no, kind, name FROM name"};
    auto found = question.query();
    while (found.next()) {
        auto no = static_cast<std::uint32_t>(found.integer(0));
        std::string name{found.bytes(2)};
        numbers_[{static_cast<name_kind>(found.integer(1)), name}] = no;
        names_[no] = std::move(name);
    }
}

void catalog::read_holds() {
    statement question{db_, "SELECT output, reason, who, since_us, after_segment, after_row FROM hold"};
    auto found = question.query();
    while (found.next()) {
        auto& each = holds_[static_cast<std::uint32_t>(found.integer(0))];
        each = {std::string{found.bytes(1)}, std::string{found.bytes(2)}, found.integer(3)};
        if (!found.null(4)) each.after = {static_cast<std::uint32_t>(found.integer(4)), found.integer(5)};
    }
}

std::uint32_t number_of_store(std::string_view uuid) {
    std::uint32_t number = 0;
    auto tail = uuid.substr(uuid.size() - std::min<std::size_t>(uuid.size(), 5)); // five hexadecimal digits: 20 bits
    std::from_chars(tail.data(), tail.data() + tail.size(), number, 16);
    return number;
}

void catalog::mark(bool clean, const clock& time) {
    std::scoped_lock hold{mutex_};
    const auto now = marks_of(time);
    transaction all{db_};
    statement{db_, "UPDATE store SET clean = ?, wall_us = ?, steady_us = ?"}.run(std::int64_t{clean}, now.wall,
                                                                                 now.steady);
    db_.run("DELETE FROM marked");
    statement{db_, "INSERT INTO marked SELECT ?, coalesce(max(no), 1) FROM segment"}.run(now.boot);
    all.commit();
    db_.checkpoint(clean ? connection::checkpoint_mode::truncate : connection::checkpoint_mode::passive);
}

void catalog::read_later() {
    const auto fill = [this](std::set<std::uint32_t>& into, const char* sql) {
        statement question{db_, sql};
        for (auto found = question.query(); found.next();) into.insert(static_cast<std::uint32_t>(found.integer(0)));
    };
    fill(retired_, "SELECT no FROM retired");
    fill(held_, "SELECT no FROM segment WHERE legal_hold <> 0");
    clock_doubted_ = db_.ask("SELECT count(*) FROM clock_doubt") != 0;
    live_then_ =
        static_cast<std::uint32_t>(db_.ask("SELECT coalesce((SELECT live FROM marked), max(no), 1) FROM segment"));
    statement marked{db_, "SELECT boot FROM marked"};
    if (auto found = marked.query(); found.next()) marks_.boot = found.bytes(0);
}

bool catalog::retire(std::uint32_t no, wall_us now) {
    std::scoped_lock hold{mutex_};
    statement{db_, "INSERT OR IGNORE INTO retired SELECT no, ? FROM segment WHERE no = ? AND legal_hold = 0"}.run(now,
                                                                                                                  no);
    if (db_.ask("SELECT changes()") == 0) return false;
    retired_.insert(no);
    return true;
}

bool catalog::retired(std::uint32_t no) const {
    std::scoped_lock hold{mutex_};
    return retired_.contains(no);
}

bool catalog::hold_legally(std::uint32_t no, bool held) {
    std::scoped_lock hold{mutex_};
    if (retired_.contains(no)) return false;
    statement{db_, "UPDATE segment SET legal_hold = ? WHERE no = ?"}.run(std::int64_t{held}, no);
    if (db_.ask("SELECT changes()") != 1) return false;
    if (held)
        held_.insert(no);
    else
        held_.erase(no);
    return true;
}

bool catalog::legally_held(std::uint32_t no) const {
    std::scoped_lock hold{mutex_};
    return held_.contains(no);
}

void catalog::doubt_clock(wall_us now, std::uint32_t first) {
    std::scoped_lock hold{mutex_};
    if (std::exchange(clock_doubted_, true)) return;
    transaction all{db_};
    statement{db_, "INSERT INTO clock_doubt VALUES(?)"}.run(now);
    statement{db_, "INSERT INTO untimed VALUES(?, NULL, NULL)"}.run(first);
    all.commit();
}

void catalog::believe_clock(wall_us now) {
    std::scoped_lock hold{mutex_};
    transaction all{db_};
    // A doubt of an older version does not say with which segment it began.
    db_.run("INSERT INTO untimed SELECT 1, NULL, NULL FROM clock_doubt "
            "WHERE NOT EXISTS (SELECT 1 FROM untimed WHERE believed_us IS NULL)");
    statement{db_, "UPDATE untimed SET last = (SELECT max(no) FROM segment), believed_us = ? WHERE believed_us IS NULL"}
        .run(now);
    db_.run("DELETE FROM clock_doubt");
    all.commit();
    clock_doubted_ = false;
}

bool catalog::clock_doubted() const {
    std::scoped_lock hold{mutex_};
    return clock_doubted_;
}

namespace {

std::vector<segment_entry> entries(connection& catalog, const std::string& which) {
    const std::string believed = catalog.has_table("untimed")
                                     ? ", (SELECT max(believed_us) FROM untimed WHERE no BETWEEN first AND last)"
                                       ", (SELECT max(believed_us) FROM untimed WHERE no <= last)"
                                     : ", 0, 0";
    statement question{catalog, "SELECT no, opened, sealed, legal_hold, bytes, last_seq - first_seq + 1" + believed +
                                    " FROM segment WHERE " + which + " ORDER BY no"};
    std::vector<segment_entry> all;
    for (auto at = question.query(); at.next();)
        all.push_back({static_cast<std::uint32_t>(at.integer(0)), !at.null(2), at.integer(1), at.integer(2),
                       at.integer(3) != 0, at.integer(4), at.integer(5), at.integer(6), at.integer(7)});
    return all;
}

} // namespace

wall_us counted_from(const segment_entry& which, wall_us now) {
    const bool believed =
        which.live_believed == 0 || (which.sealed_at >= which.live_believed && which.sealed_at <= now);
    return believed ? which.sealed_at : which.live_believed;
}

std::vector<segment_entry> segments_of(connection& catalog) {
    return entries(catalog, catalog.has_table("retired") ? "no NOT IN (SELECT no FROM retired)" : "true");
}

std::optional<segment_entry> segment_of(connection& catalog, std::uint32_t no) {
    const auto found = entries(catalog, "no = " + std::to_string(no));
    return found.empty() ? std::nullopt : std::optional{found.front()};
}

std::vector<segment_entry> catalog::segments() {
    std::scoped_lock hold{mutex_};
    return segments_of(db_);
}

std::optional<segment_entry> catalog::segment_of(std::uint32_t no) {
    std::scoped_lock hold{mutex_};
    return store::segment_of(db_, no);
}

void catalog::open_segment(std::uint32_t no, std::int64_t first_seq, wall_us now,
                           const std::vector<sealed_facts>& sealed) {
    std::scoped_lock hold{mutex_};
    transaction change{db_};
    for (const auto& old : sealed) {
        statement{db_, "UPDATE segment SET sealed = ?, last_seq = ?, bytes = ? WHERE no = ?"}.run(now, old.last_seq,
                                                                                                  old.bytes, old.no);
    }
    statement{db_, "INSERT INTO segment(no, shard, opened, first_seq, format) VALUES(?, 0, ?, ?, ?)"}.run(
        no, now, first_seq, format_version);
    change.commit();
}

void catalog::checkpoint() {
    std::scoped_lock hold{mutex_};
    db_.checkpoint(connection::checkpoint_mode::passive);
}

std::uint32_t catalog::number(name_kind kind, std::string_view name) {
    learn({{kind, std::string{name}}});
    return known_number(kind, name);
}

void catalog::learn(const std::vector<named>& names) {
    std::scoped_lock hold{mutex_};
    std::set<named> fresh;
    for (const auto& each : names) {
        if (!numbers_.contains(each)) fresh.insert(each);
    }
    if (fresh.empty()) return;
    const auto first = names_.empty() ? 1 : names_.rbegin()->first + 1;
    transaction change{db_};
    statement put{db_, "INSERT INTO name VALUES(?, ?, ?)"};
    for (auto no = first; const auto& each : fresh) put.run(no++, each.kind, each.name);
    change.commit();
    for (auto no = first; const auto& each : fresh) {
        numbers_[each] = no;
        names_[no++] = each.name;
    }
}

bool catalog::rename(name_kind kind, std::string_view old, std::string_view fresh) {
    std::scoped_lock hold{mutex_};
    const auto known = numbers_.find(named{kind, std::string{old}});
    named next{kind, std::string{fresh}};
    if (known == numbers_.end() || numbers_.contains(next)) return false;
    const auto number = known->second;
    statement{db_, "UPDATE name SET name = ? WHERE no = ?"}.run(fresh, std::int64_t{number});
    names_[number] = next.name;
    numbers_.erase(known);
    numbers_.emplace(std::move(next), number);
    return true;
}

std::uint32_t catalog::known_number(name_kind kind, std::string_view name) const {
    std::scoped_lock hold{mutex_};
    auto known = numbers_.find(named{kind, std::string{name}});
    return known == numbers_.end() ? 0 : known->second;
}

std::string catalog::name(std::uint32_t number) const {
    std::scoped_lock hold{mutex_};
    auto known = names_.find(number);
    return known == names_.end() ? std::string{} : known->second;
}

std::uint32_t catalog::begin(const new_revision& what) {
    std::scoped_lock hold{mutex_};
    return begin_revision(db_, what);
}

std::vector<revision_entry> catalog::ran() const {
    std::scoped_lock hold{mutex_};
    return history(db_);
}

std::optional<std::string> catalog::files_of(std::int64_t entry) const {
    std::scoped_lock hold{mutex_};
    return files_of_entry(db_, entry);
}

void catalog::put_hold(std::uint32_t output, std::optional<hold> what) {
    std::scoped_lock guard{mutex_};
    if (what) {
        std::optional<std::int64_t> segment;
        std::optional<std::int64_t> row;
        if (what->after) segment = what->after->segment, row = what->after->row;
        statement{db_, "INSERT OR REPLACE INTO hold VALUES(?, ?, ?, ?, ?, ?)"}.run(output, what->reason, what->by,
                                                                                   what->since, segment, row);
        holds_[output] = std::move(*what);
    } else {
        statement{db_, "DELETE FROM hold WHERE output = ?"}.run(output);
        holds_.erase(output);
    }
}

std::optional<hold> catalog::hold_of(std::uint32_t output) const {
    std::scoped_lock guard{mutex_};
    auto found = holds_.find(output);
    return found == holds_.end() ? std::nullopt : std::optional{found->second};
}

} // namespace vagus::store
