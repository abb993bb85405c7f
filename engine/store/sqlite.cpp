#include "engine/store/sqlite.hpp"

#include "engine/store/gathered_log.hpp"
#include "engine/store/keys.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/quota.hpp"

#include <sqlite3.h>

#include <utility>

namespace vagus::store {
namespace {

std::string explain(sqlite3* db, int code, const std::filesystem::path& file) {
    std::string text = file.string() + ": " + (db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    // Named apart because the cure is another one: room, not repair.
    if ((code & 0xFF) == SQLITE_FULL) return text + " (no space is left on the disk of the store)";
    return text + " (code " + std::to_string(code) + ")";
}

} // namespace

connection::connection(std::filesystem::path file, access how)
    : file_{std::move(file)} {
    take_quota_for_full();
    int flags = how == access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    const char* sealed = sealed_vfs_for(file_);
    const char* vfs = sealed != nullptr ? sealed : how == access::write ? gathered_log() : nullptr;
    int code = sqlite3_open_v2(file_.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
    if (code != SQLITE_OK) {
        auto why = error(code);
        sqlite3_close(db_);
        throw why;
    }
    sqlite3_busy_timeout(db_, static_cast<int>(lock_wait.count()));
    // A reader that goes last must not checkpoint: only the writer does.
    if (how == access::read) sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    // What it sorts must not lie in a file of its own.
    if (sealed != nullptr) run("PRAGMA temp_store = MEMORY");
    // Takes the place of SQLite's own hook, which would checkpoint inside a commit. PRAGMA wal_autocheckpoint would
    // undo it.
    sqlite3_wal_hook(
        db_,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<connection*>(self)->log_pages_ = static_cast<std::size_t>(pages);
            return SQLITE_OK;
        },
        this);
}

connection::~connection() {
    sqlite3_close_v2(db_);
}

sqlite_error connection::error(int code) const {
    return {code, explain(db_, code, file_)};
}

void connection::fail(int code) const {
    throw error(code);
}

void connection::roll_back() {
    if (sqlite3_get_autocommit(db_) == 0) run("ROLLBACK");
}

transaction::~transaction() {
    // What cannot even be rolled back is rolled back by whoever opens the file next.
    if (sqlite3_get_autocommit(on_.raw()) == 0) sqlite3_exec(on_.raw(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void connection::run(const char* sql) {
    if (int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fail(code);
}

std::int64_t connection::ask(const char* sql) {
    statement question{*this, sql};
    auto answer = question.query();
    return answer.next() ? answer.integer(0) : 0;
}

bool connection::has_table(std::string_view name) {
    statement question{*this, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?"};
    return question.query(name).next();
}

bool connection::has_moved() const {
    int moved = 0;
    return sqlite3_file_control(db_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK && moved != 0;
}

void connection::checkpoint(checkpoint_mode mode) {
    int how = mode == checkpoint_mode::truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    int code = sqlite3_wal_checkpoint_v2(db_, nullptr, how, nullptr, nullptr);
    // Busy: a reader holds part of the log. What it holds is copied next time.
    if (code != SQLITE_OK && (code & 0xFF) != SQLITE_BUSY) fail(code);
    log_pages_ = 0;
}

rows::~rows() {
    sqlite3_reset(statement_);
}

bool rows::next() {
    int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) on_->fail(code);
    return false;
}

std::int64_t rows::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

bool rows::null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

int rows::columns() const {
    return sqlite3_column_count(statement_);
}

std::string_view rows::bytes(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

void statement::finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

statement::statement(connection& on, std::string_view sql)
    : on_{&on} {
    sqlite3_stmt* made = nullptr;
    int code = sqlite3_prepare_v3(on.raw(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made,
                                  nullptr);
    if (code != SQLITE_OK) on.fail(code);
    handle_.reset(made);
}

void statement::run_with(const rows& from) {
    for (int at = 0; at < from.columns(); ++at) {
        const int code = sqlite3_bind_value(handle_.get(), at + 1, sqlite3_column_value(from.statement_, at));
        if (code != SQLITE_OK) on_->fail(code);
    }
    step();
}

void statement::bind(int at, std::int64_t value) {
    if (int code = sqlite3_bind_int64(handle_.get(), at, value); code != SQLITE_OK) on_->fail(code);
}

void statement::bind(int at, std::string_view value) {
    const char* data = value.data() != nullptr ? value.data() : ""; // a null pointer would be NULL, not empty
    int code = sqlite3_bind_text64(handle_.get(), at, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) on_->fail(code);
}

void statement::bind(int at, blob value) {
    const char* data = value.bytes.data() != nullptr ? value.bytes.data() : "";
    int code = sqlite3_bind_blob64(handle_.get(), at, data, value.bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) on_->fail(code);
}

void statement::bind(int at, std::nullptr_t) {
    if (int code = sqlite3_bind_null(handle_.get(), at); code != SQLITE_OK) on_->fail(code);
}

void statement::step() {
    int code = sqlite3_step(handle_.get());
    if (code != SQLITE_DONE) {
        auto why = on_->error(code);
        sqlite3_reset(handle_.get()); // it may be wanted once more, after a roll-back
        throw why;
    }
    sqlite3_reset(handle_.get());
}

} // namespace vagus::store
