#include "engine/store/segment.hpp"

#include "engine/store/body_form.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

namespace vagus::store {
namespace {

// No secondary index: random index pages would cost more log than the rows. Raw bytes last, so that the columns before
// them are read without the overflow pages of a large message.
constexpr const char* schema = R"(
CREATE TABLE meta(store TEXT NOT NULL, shard INTEGER NOT NULL, no INTEGER NOT NULL, format INTEGER NOT NULL,
                  opened INTEGER NOT NULL, first_seq INTEGER NOT NULL) STRICT;
CREATE TABLE message(row INTEGER PRIMARY KEY, seq INTEGER NOT NULL, input INTEGER NOT NULL, peer TEXT NOT NULL,
                     received_us INTEGER NOT NULL, revision INTEGER NOT NULL, state INTEGER NOT NULL,
                     control TEXT NOT NULL, type TEXT NOT NULL, receipt TEXT NOT NULL, reason TEXT NOT NULL,
                     parent TEXT, keys BLOB, deliveries_first INTEGER NOT NULL, deliveries_n INTEGER NOT NULL,
                     form INTEGER NOT NULL, charset TEXT, identity INTEGER NOT NULL, digest BLOB, raw BLOB NOT NULL) STRICT;
CREATE TABLE delivery(row INTEGER PRIMARY KEY, message INTEGER NOT NULL, output INTEGER NOT NULL,
                      ordinal INTEGER NOT NULL, keys BLOB NOT NULL, state INTEGER NOT NULL, tries INTEGER NOT NULL,
                      at_us INTEGER NOT NULL, next_us INTEGER NOT NULL, body INTEGER, answer INTEGER NOT NULL) STRICT;
CREATE TABLE body(row INTEGER PRIMARY KEY, form INTEGER NOT NULL, charset TEXT, bytes BLOB NOT NULL) STRICT;
CREATE TABLE answer(row INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, prev INTEGER NOT NULL,
                    first_us INTEGER NOT NULL, last_us INTEGER NOT NULL, n INTEGER NOT NULL, took_us INTEGER NOT NULL,
                    outcome INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
CREATE TABLE event(row INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, kind TEXT NOT NULL, input INTEGER NOT NULL,
                   message TEXT, bytes BLOB NOT NULL) STRICT;
CREATE TABLE position(input INTEGER NOT NULL, source TEXT NOT NULL, value TEXT NOT NULL,
                      PRIMARY KEY(input, source)) STRICT, WITHOUT ROWID;
)";
// By themselves: segments that were begun without them get them when they are opened.
constexpr const char* later_tables = R"(
CREATE TABLE IF NOT EXISTS remembered(row INTEGER PRIMARY KEY, memory INTEGER NOT NULL, key BLOB NOT NULL,
                                      kind INTEGER NOT NULL, seq INTEGER NOT NULL, at_us INTEGER NOT NULL,
                                      value BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS tagged(message INTEGER PRIMARY KEY, tags TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS sought(message INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS asked(message INTEGER PRIMARY KEY, answers BLOB NOT NULL) STRICT;
)";

constexpr int form_whole = 0; // of a message: its bytes

void prepare_for_writing(connection& db) {
    db.run(("PRAGMA page_size = " + std::to_string(page_bytes) +
            "; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            " PRAGMA journal_size_limit = " +
            std::to_string(wal_kept_bytes) + "; PRAGMA cache_size = -" +
            std::to_string(writer_cache_bytes / limits::KiB) + ";")
               .c_str());
}

settlement settlement_at(const rows& at, std::uint32_t segment) {
    return {{segment, at.integer(0)},
            static_cast<std::uint32_t>(at.integer(1)),
            static_cast<delivery_state>(at.integer(2)),
            std::string{at.bytes(3)}};
}

std::string digest_of(const new_message& message) {
    return {message.digest.begin(), message.digest.end()};
}

} // namespace

void segment::create(const std::filesystem::path& folder, std::uint32_t no, std::string_view uuid,
                     std::int64_t first_seq, wall_us now) {
    connection db{segment_file(folder, no), connection::access::write};
    prepare_for_writing(db);
    db.run("BEGIN IMMEDIATE");
    db.run(schema);
    db.run(later_tables);
    statement{db, "INSERT INTO meta VALUES(?, 0, ?, ?, ?, ?)"}.run(uuid, no, format_version, now, first_seq);
    db.run("COMMIT");
    sync_folder(folder);
}

segment::statements::statements(connection& db)
    : begin{db, "BEGIN IMMEDIATE"}
    , commit{db, "COMMIT"}
    , message{db, "INSERT INTO message VALUES(?,?,?,?,?,?,?,?,?,?,?,?,NULL,?,?,?,NULL,?,?,?)"}
    , delivery{db, "INSERT INTO delivery VALUES(?,?,?,?,?,?,0,?,?,?,?)"}
    , body{db, "INSERT INTO body VALUES(?,?,NULL,?)"}
    , answer{db, "INSERT INTO answer VALUES(?,?,?,?,?,1,?,?,?)"}
    , newest{db, "SELECT outcome, bytes FROM answer WHERE row = ?"}
    , repeat{db, "UPDATE answer SET n = n + 1, last_us = ?, took_us = ? WHERE row = ?"}
    , find{db, "SELECT message, output, state, tries, answer FROM delivery WHERE row = ?"}
    , update{db, "UPDATE delivery SET state = ?, tries = ?, at_us = ?, next_us = ?, answer = ? WHERE row = ?"}
    , event{db, "INSERT INTO event VALUES(?,?,?,?,?,?)"}
    , position{db, "INSERT INTO position VALUES(?,?,?) "
                   "ON CONFLICT(input, source) DO UPDATE SET value = excluded.value"}
    , no_position{db, "DELETE FROM position WHERE input = ? AND source = ?"}
    , tags{db, "INSERT INTO tagged VALUES(?,?)"}
    , sought{db, "INSERT INTO sought VALUES(?,?)"}
    , asked{db, "INSERT INTO asked VALUES(?,?)"}
    , word{db, "INSERT INTO remembered VALUES(NULL,?,?,?,?,?,?)"}
    , digest{db, "SELECT digest FROM message WHERE row = ? AND digest IS NOT NULL"}
    , no_digest{db, "UPDATE message SET digest = NULL WHERE row = ?"}
    , settled{db, "SELECT d.row, d.output, d.state, a.bytes FROM message m CROSS JOIN delivery d "
                  "ON d.row >= m.deliveries_first AND d.row < m.deliveries_first + m.deliveries_n "
                  "LEFT JOIN answer a ON a.row = d.answer AND d.state <> 0 WHERE m.row = ? ORDER BY d.row"}
    , settled_one{db, "SELECT d.row, d.output, d.state, a.bytes FROM delivery d LEFT JOIN answer a "
                      "ON a.row = d.answer AND d.state <> 0 WHERE d.row = ?"}
    , input{db, "SELECT input FROM message WHERE row = ?"}
    , mark{db, "UPDATE message SET receipt = ?, reason = ? WHERE row = ?"} {}

segment::segment(const std::filesystem::path& folder, std::uint32_t no, std::string_view uuid)
    : no_{no}
    , db_{segment_file(folder, no), connection::access::write} {
    prepare_for_writing(db_);
    check(uuid);
    db_.run(later_tables);
    do_.emplace(db_);
    restore();
    sync_folder(folder); // the log has its file now, and SQLite does not look whether its own sync of that name worked
}

void segment::check(std::string_view uuid) {
    auto file = db_.file().string();
    if (!db_.has_table("meta")) {
        throw refusal{file + " is empty although the catalog counts it as a segment. Put it back from a backup."};
    }
    statement question{db_, "SELECT store, no, format, opened, first_seq FROM meta"};
    auto meta = question.query();
    if (!meta.next() || meta.bytes(0) != uuid || meta.integer(1) != no_) {
        throw refusal{file + " belongs to another store or another place in this one. Put the right file back."};
    }
    if (meta.integer(2) > format_version) {
        throw refusal{file + " was written by a newer vagus. Start that version again."};
    }
    opened_ = meta.integer(3);
    now_.next_seq = meta.integer(4);
}

void segment::restore() {
    now_.message = db_.ask("SELECT max(row) FROM message");
    now_.delivery = db_.ask("SELECT max(row) FROM delivery");
    now_.body = db_.ask("SELECT max(row) FROM body");
    now_.answer = db_.ask("SELECT max(row) FROM answer");
    now_.event = db_.ask("SELECT max(row) FROM event");
    bytes_at_most_ = static_cast<std::uint64_t>(bytes());
    now_.next_seq += now_.message; // a segment's messages are numbered without gaps
}

void segment::begin() {
    if (begun_) return;
    do_->begin.run();
    at_begin_ = now_;
    begun_ = true;
}

bool segment::roll_back() {
    if (!begun_) return false;
    db_.roll_back();
    now_ = at_begin_;
    begun_ = false;
    return true;
}

bool segment::commit() {
    if (!begun_) return false;
    const auto before = db_.log_pages();
    do_->commit.run();
    const auto after = db_.log_pages(); // fewer: the log began anew
    bytes_at_most_ += (after > before ? after - before : after) * page_bytes;
    begun_ = false;
    return true;
}

std::int64_t segment::bytes() {
    return db_.ask("PRAGMA page_count") * static_cast<std::int64_t>(page_bytes);
}

// SQLite parses that question anew each time, so it is asked only where the answer may be yes.
bool segment::has_reached(std::uint64_t bytes_wanted) {
    if (bytes_at_most_ < bytes_wanted) return false;
    bytes_at_most_ = static_cast<std::uint64_t>(bytes());
    return bytes_at_most_ >= bytes_wanted;
}

void segment::add_message(const new_message& m) {
    auto row = ++now_.message;
    auto parent = m.parent ? std::optional{to_text(*m.parent)} : std::nullopt;
    auto n = m.deliveries.size();
    auto first = n == 0 ? 0 : now_.delivery + 1;
    // Only what takes part in the search for duplicates has a digest.
    auto digest = m.remember ? digest_of(m) : std::string{};
    auto seen = m.remember ? std::optional{blob{digest}} : std::nullopt;
    do_->message.run(row, now_.next_seq++, m.input, m.peer, m.received, m.revision, m.state, m.control, m.type,
                     m.receipt, m.reason, parent, first, static_cast<std::int64_t>(n), form_whole,
                     std::bit_cast<std::int64_t>(m.identity), seen, blob{m.raw});
    if (!m.sought.empty()) {
        const auto* hashes = reinterpret_cast<const char*>(m.sought.data());
        do_->sought.run(row, blob{{hashes, m.sought.size() * sizeof m.sought[0]}}); // little endian, as in the index
    }
    if (!m.answers.empty()) do_->asked.run(row, blob{m.answers});
    if (m.tags.empty()) return;
    std::string tags;
    for (const auto& each : m.tags) (tags += tags.empty() ? "" : " ") += each;
    do_->tags.run(row, tags);
}

std::int64_t segment::add_body(body_form form, std::string_view attributes, std::string_view bytes) {
    do_->body.run(++now_.body, form, blob{pack(form, attributes, bytes, packed_)});
    return now_.body;
}

std::int64_t segment::add_delivery(std::int64_t message, std::size_t ordinal, const new_delivery& d, wall_us at,
                                   std::optional<std::int64_t> body, std::int64_t answer) {
    put_keys(keys_, d.keys);
    auto row = ++now_.delivery;
    do_->delivery.run(row, message, d.name, static_cast<std::int64_t>(ordinal), blob{keys_}, d.state, at, at, body,
                      answer);
    return row;
}

std::int64_t segment::add_answer(std::int64_t delivery, std::int64_t prev, const attempt& a) {
    auto row = ++now_.answer;
    do_->answer.run(row, delivery, prev, a.when, a.when, a.took_us, a.result, blob{a.answer});
    return row;
}

bool segment::repeat_answer(std::int64_t answer, const attempt& a) {
    {
        auto newest = do_->newest.query(answer);
        bool same =
            newest.next() && newest.integer(0) == static_cast<std::int64_t>(a.result) && newest.bytes(1) == a.answer;
        if (!same) return false;
    }
    do_->repeat.run(a.when, a.took_us, answer);
    return true;
}

std::optional<stored_delivery> segment::find(std::int64_t delivery) {
    auto found = do_->find.query(delivery);
    if (!found.next()) return std::nullopt;
    return stored_delivery{found.integer(0), static_cast<std::uint32_t>(found.integer(1)),
                           static_cast<delivery_state>(found.integer(2)), static_cast<std::uint32_t>(found.integer(3)),
                           found.integer(4)};
}

void segment::update(const attempt& a, std::int64_t answer) {
    // A settled delivery has no next try: its time stands there, which keeps the row from growing.
    auto next = a.state == delivery_state::pending ? a.next : a.when;
    do_->update.run(a.state, a.tries, a.when, next, answer, a.at.row);
}

void segment::add_event(wall_us at, std::string_view kind, std::uint32_t input,
                        const std::optional<message_id>& message, std::string_view bytes) {
    auto id = message ? std::optional{to_text(*message)} : std::nullopt;
    do_->event.run(++now_.event, at, kind, input, id, blob{bytes});
}

void segment::put_position(std::uint32_t input, std::string_view source, std::string_view value) {
    do_->position.run(input, source, value);
}

void segment::keep_position(std::uint32_t input, std::string_view source, std::string_view value) {
    statement{db_, "INSERT INTO position VALUES(?, ?, ?) ON CONFLICT DO NOTHING"}.run(input, source, value);
}

void segment::add_remembered(const kept_word& word) {
    const auto& [memory, key, kind, value] = word.what;
    const std::string hash{key.begin(), key.end()};
    do_->word.run(memory, blob{hash}, kind, word.seq, word.at, blob{value});
}

std::int64_t segment::seq_of(std::int64_t message) {
    statement question{db_, "SELECT seq FROM message WHERE row = ?"};
    auto at = question.query(message);
    return at.next() ? at.integer(0) : 0;
}

std::optional<std::string> segment::position(std::uint32_t input, std::string_view source) {
    statement question{db_, "SELECT value FROM position WHERE input = ? AND source = ?"};
    auto at = question.query(input, source);
    if (!at.next()) return std::nullopt;
    return std::string{at.bytes(0)};
}

void segment::drop_position(std::uint32_t input, std::string_view source) {
    do_->no_position.run(input, source);
}

std::vector<settlement> segment::deliveries_of(std::int64_t message) {
    std::vector<settlement> found;
    auto at = do_->settled.query(message);
    while (at.next()) found.push_back(settlement_at(at, no_));
    return found;
}

std::optional<segment::placed> segment::awaiting(std::int64_t message, std::uint32_t output) {
    // At most one: what took its place is a delivery of another message.
    statement question{db_, "SELECT d.row, d.state, d.keys FROM message m CROSS JOIN delivery d "
                            "ON d.row >= m.deliveries_first AND d.row < m.deliveries_first + m.deliveries_n "
                            "WHERE m.row = ? AND d.output = ? AND d.state IN (5, 8) ORDER BY d.row DESC LIMIT 1"};
    auto at = question.query(message, output);
    if (!at.next()) return std::nullopt;
    return placed{at.integer(0), static_cast<delivery_state>(at.integer(1)), read_keys(at.bytes(2))};
}

std::optional<settlement> segment::settlement_of(std::int64_t delivery) {
    auto at = do_->settled_one.query(delivery);
    if (!at.next()) return std::nullopt;
    return settlement_at(at, no_);
}

std::uint32_t segment::input_of(std::int64_t message) {
    auto found = do_->input.query(message);
    return found.next() ? static_cast<std::uint32_t>(found.integer(0)) : 0;
}

void segment::mark(std::int64_t message, std::string_view receipt, std::string_view reason) {
    do_->mark.run(receipt, reason, message);
}

std::optional<std::array<std::uint8_t, 16>> segment::forget_digest(std::int64_t message) {
    std::array<std::uint8_t, 16> digest{};
    {
        auto found = do_->digest.query(message);
        if (!found.next()) return std::nullopt;
        std::ranges::copy(found.bytes(0).substr(0, digest.size()), digest.begin());
    }
    do_->no_digest.run(message);
    return digest;
}

void segment::checkpoint_past(std::size_t log_bytes) {
    if (db_.log_pages() * page_bytes > log_bytes) db_.checkpoint(connection::checkpoint_mode::passive);
}

std::string to_text(delivery_ref at) {
    return std::to_string(at.segment) + '/' + std::to_string(at.row);
}

std::optional<delivery_ref> read_delivery_ref(std::string_view text) {
    delivery_ref at;
    const auto* end = text.data() + text.size();
    const auto [slash, bad] = std::from_chars(text.data(), end, at.segment);
    if (bad != std::errc{} || slash == end || *slash != '/') return std::nullopt;
    const auto [last, worse] = std::from_chars(slash + 1, end, at.row);
    if (worse != std::errc{} || last != end) return std::nullopt;
    return at;
}

void put_keys(std::string& out, const std::vector<std::uint64_t>& keys) {
    out.clear();
    for (auto key : keys) {
        for (unsigned shift = 0; shift < 64; shift += 8) out += static_cast<char>((key >> shift) & 0xFFU);
    }
}

std::vector<std::uint64_t> read_keys(std::string_view in) {
    std::vector<std::uint64_t> keys;
    for (; in.size() >= 8; in.remove_prefix(8)) {
        std::uint64_t key = 0;
        for (unsigned i = 0; i < 8; ++i) key |= std::uint64_t{static_cast<unsigned char>(in[i])} << (8 * i);
        keys.push_back(key);
    }
    return keys;
}

} // namespace vagus::store
