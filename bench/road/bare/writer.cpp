#include "bare/writer.hpp"

#include <boost/asio/post.hpp>
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <utility>

namespace road {
namespace {

constexpr std::chrono::milliseconds settle_delay{5};

void must(sqlite3* db, int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return;
    std::fprintf(stderr, "bare road: SQLite: %s\n", sqlite3_errmsg(db));
    std::_Exit(1); // a reference that cannot write has nothing to say
}

sqlite3_stmt* prepare(sqlite3* db, const char* text) {
    sqlite3_stmt* made = nullptr;
    must(db, sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr));
    return made;
}

void step(sqlite3* db, sqlite3_stmt* statement) {
    must(db, sqlite3_step(statement));
    must(db, sqlite3_reset(statement));
}

void put(sqlite3_stmt* statement, int place, std::string_view text) {
    sqlite3_bind_blob64(statement, place, text.data(), text.size(), SQLITE_STATIC); // outlives the step
}

} // namespace

struct writer::statements {
    explicit statements(sqlite3* db)
        : begin{prepare(db, "BEGIN")}
        , commit{prepare(db, "COMMIT")}
        , message{prepare(db, "INSERT INTO message VALUES (?, ?, ?)")}
        , delivery{prepare(db, "INSERT INTO delivery VALUES (?, ?, 0)")}
        , settle{prepare(db, "UPDATE delivery SET state = 1 WHERE row = ?")} {}
    ~statements() {
        for (auto* each : {begin, commit, message, delivery, settle}) sqlite3_finalize(each);
    }
    statements(const statements&) = delete;
    statements& operator=(const statements&) = delete;

    sqlite3_stmt *begin, *commit, *message, *delivery, *settle;
};

writer::writer(const std::string& folder, std::vector<io*> homes)
    : homes_{std::move(homes)} {
    must(db_, sqlite3_open((folder + "/road.db").c_str(), &db_));
    // 16,384 pages of WAL are 64 MiB: a checkpoint every few seconds instead of at every fourth megabyte.
    must(db_, sqlite3_exec(db_,
                           "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=16384;"
                           "CREATE TABLE message(row INTEGER PRIMARY KEY, control BLOB, raw BLOB) STRICT;"
                           "CREATE TABLE delivery(row INTEGER PRIMARY KEY, message INTEGER, state INTEGER) STRICT;",
                           nullptr, nullptr, nullptr));
    sql_ = std::make_unique<statements>(db_);
    thread_ = std::jthread{[this] { run(); }};
}

writer::~writer() {
    {
        const std::lock_guard lock{guard_};
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    sql_.reset();
    sqlite3_close(db_);
}

void writer::run() {
    group batch;
    while (take(batch)) {
        commit(batch);
        hand_back(batch);
        batch.accepts.clear();
        batch.settles.clear();
    }
}

// Waits for a message, or for the moment when the settles have waited long enough.
bool writer::take(group& next) {
    std::unique_lock lock{guard_};
    wake_.wait(lock, [this] { return stopping_ || !waiting_.accepts.empty() || !waiting_.settles.empty(); });
    if (waiting_.accepts.empty()) {
        wake_.wait_for(lock, settle_delay, [this] { return stopping_ || !waiting_.accepts.empty(); });
    }
    std::swap(next, waiting_);
    return !next.accepts.empty() || !next.settles.empty();
}

void writer::commit(group& batch) {
    step(db_, sql_->begin);
    auto row = last_row_;
    for (const auto& message : batch.accepts) {
        ++row;
        sqlite3_bind_int64(sql_->message, 1, row);
        put(sql_->message, 2, message.control);
        put(sql_->message, 3, *message.frame);
        step(db_, sql_->message);
        sqlite3_bind_int64(sql_->delivery, 1, row);
        sqlite3_bind_int64(sql_->delivery, 2, row);
        step(db_, sql_->delivery);
    }
    for (const auto settled : batch.settles) {
        sqlite3_bind_int64(sql_->settle, 1, settled);
        step(db_, sql_->settle);
    }
    step(db_, sql_->commit);
}

// One post per I/O thread and group, however many messages the group held.
void writer::hand_back(group& batch) {
    for (auto* home : homes_) {
        std::vector<task> work;
        auto row = last_row_;
        for (auto& message : batch.accepts) {
            ++row;
            if (message.sender == home) work.push_back(std::move(message.answer));
            if (message.lane == home) {
                work.emplace_back([forward = std::move(message.forward), row]() mutable { forward(row); });
            }
        }
        if (work.empty()) continue;
        boost::asio::post(*home, [work = std::move(work)]() mutable {
            for (auto& each : work) each();
        });
    }
    last_row_ += static_cast<std::int64_t>(batch.accepts.size());
}

void writer::accept(accepted message) {
    bool first = false;
    {
        const std::lock_guard lock{guard_};
        first = waiting_.accepts.empty();
        waiting_.accepts.push_back(std::move(message));
    }
    if (first) wake_.notify_one();
}

void writer::settle(std::int64_t row) {
    bool first = false;
    {
        const std::lock_guard lock{guard_};
        first = waiting_.settles.empty() && waiting_.accepts.empty();
        waiting_.settles.push_back(row);
    }
    if (first) wake_.notify_one();
}

} // namespace road
