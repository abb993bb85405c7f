#include "engine/access/people.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace vagus::access {
namespace {

constexpr const char* schema = R"(
CREATE TABLE IF NOT EXISTS person(name TEXT PRIMARY KEY COLLATE NOCASE, hash TEXT NOT NULL, role TEXT NOT NULL,
                                  disabled INTEGER NOT NULL, made_us INTEGER NOT NULL, made_by TEXT NOT NULL,
                                  last_login_us INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS token(id TEXT PRIMARY KEY, digest BLOB NOT NULL UNIQUE, name TEXT NOT NULL, role TEXT NOT NULL,
                                 made_us INTEGER NOT NULL, made_by TEXT NOT NULL, expires_us INTEGER NOT NULL,
                                 last_use_us INTEGER NOT NULL) STRICT;
)";
constexpr const char* token_columns = "SELECT id, name, role, made_us, made_by, expires_us, last_use_us FROM token ";
constexpr const char* person_columns =
    "SELECT name, role, disabled, made_us, made_by, last_login_us, hash FROM person ";

// Tells scanners of repositories and people what it is.
constexpr std::string_view token_mark = "vagus_";

// SQLite would make it as readable as the process's mask says.
std::filesystem::path private_file(const std::filesystem::path& file) {
    const int made = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (made < 0) throw std::system_error{errno, std::generic_category(), file.string()};
    ::close(made);
    return file;
}

bool good_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"._@-"}.contains(c);
    };
    return !name.empty() && name.size() <= name_letters && std::ranges::all_of(name, allowed);
}

bool good_password(const std::string& password) {
    return password.size() >= password_least && password.size() <= password_most;
}

// A role that this version does not know may do the least.
role role_of(std::string_view name) {
    return role_named(name).value_or(role::viewer);
}

person person_at(const store::rows& row) {
    return {std::string{row.bytes(0)}, role_of(row.bytes(1)), row.integer(2) != 0, row.integer(3),
            std::string{row.bytes(4)}, row.integer(5)};
}

token token_at(const store::rows& row) {
    return {std::string{row.bytes(0)},
            std::string{row.bytes(1)},
            role_of(row.bytes(2)),
            row.integer(3),
            std::string{row.bytes(4)},
            row.integer(5),
            row.integer(6)};
}

} // namespace

std::string_view words(refused why) {
    switch (why) {
    case refused::bad_name: return "a name is 1 to 64 letters, digits, dots, @, _ and -";
    case refused::bad_password: return "a password has 12 to 1024 characters";
    case refused::name_taken: return "there is somebody of this name already";
    case refused::unknown: return "there is nobody of this name";
    case refused::last_admin: return "this is the last admin who may log in: make another one first";
    case refused::too_many: return "no more are allowed: remove those that are not used";
    case refused::expired: return "the time it expires at is past";
    }
    return "";
}

people::people(const std::filesystem::path& store_folder, const clock& time, password_cost cost)
    : time_{time}
    , cost_{cost}
    , db_{private_file(store_folder / "access.db"), store::connection::access::write} {
    db_.run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -256;");
    db_.run(schema);
    for (const auto& each : tokens()) token_ids_.insert(each.id);
}

std::int64_t people::admins() {
    return db_.ask("SELECT count(*) FROM person WHERE role = 'admin' AND disabled = 0");
}

std::optional<std::string> people::first_token() {
    std::lock_guard hold{guard_};
    if (admins() > 0) return std::nullopt;
    auto text = fresh_secret();
    first_ = digest_of(text);
    return text;
}

bool people::redeem_first_token(std::string_view text) {
    if (text.size() > secret_letters) return false;
    std::lock_guard hold{guard_};
    if (first_.empty() || !same(first_, digest_of(text))) return false;
    first_.clear();
    return admins() == 0;
}

std::string people::hashed(const std::string& password) {
    hashing_.acquire();
    struct back {
        std::counting_semaphore<hashes_at_once>& to;
        ~back() { to.release(); }
    } const give{hashing_};
    return password_hash(password, cost_);
}

bool people::fits(const std::string& hash, const std::string& password) {
    hashing_.acquire();
    const bool fitting = password_fits(hash, password);
    hashing_.release();
    return fitting;
}

std::optional<person> people::check_password(std::string_view name, const std::string& password) {
    std::call_once(nobody_made_, [this] { nobody_ = hashed(fresh_secret()); });
    std::optional<person> known;
    std::string hash = nobody_;
    if (good_name(name)) {
        std::lock_guard hold{guard_};
        store::statement question{db_, std::string{person_columns} + "WHERE name = ?"};
        if (auto found = question.query(name); found.next()) {
            known = person_at(found);
            hash = found.bytes(6);
        }
    }
    // A longer one was never set: its first part is as good, and takes as long as any.
    const bool fitting = fits(hash, password.substr(0, password_most)) && password.size() <= password_most;
    if (!fitting || !known || known->disabled) return std::nullopt;
    const auto better = outdated(hash, cost_) ? hashed(password) : hash;
    std::lock_guard hold{guard_};
    // It may have been disabled, removed or given another password meanwhile.
    store::statement{db_, "UPDATE person SET last_login_us = ?, hash = ? WHERE name = ? AND hash = ? AND disabled = 0"}
        .run(time_.wall(), better, name, hash);
    if (db_.ask("SELECT changes()") == 0) return std::nullopt;
    return find_locked(name);
}

std::optional<person> people::find_locked(std::string_view name) {
    store::statement question{db_, std::string{person_columns} + "WHERE name = ?"};
    auto found = question.query(name);
    return found.next() ? std::optional{person_at(found)} : std::nullopt;
}

std::optional<person> people::find(std::string_view name) {
    std::lock_guard hold{guard_};
    return find_locked(name);
}

std::vector<person> people::all() {
    std::lock_guard hold{guard_};
    store::statement question{db_, std::string{person_columns} + "ORDER BY name"};
    std::vector<person> everybody;
    for (auto found = question.query(); found.next();) everybody.push_back(person_at(found));
    return everybody;
}

result<person, refused> people::add(std::string_view name, const std::string& password, role is, std::string_view by) {
    if (!good_name(name)) return fail(refused::bad_name);
    if (!good_password(password)) return fail(refused::bad_password);
    const auto hash = hashed(password);
    std::lock_guard hold{guard_};
    if (find_locked(name)) return fail(refused::name_taken);
    if (db_.ask("SELECT count(*) FROM person") >= static_cast<std::int64_t>(people_at_most))
        return fail(refused::too_many);
    person made{std::string{name}, is, false, time_.wall(), std::string{by}, 0};
    store::statement{db_, "INSERT INTO person VALUES(?, ?, ?, 0, ?, ?, 0)"}.run(name, hash, name_of(is), made.made, by);
    return made;
}

result<void, refused> people::set_password(std::string_view name, const std::string& password) {
    if (!good_password(password)) return fail(refused::bad_password);
    const auto hash = hashed(password);
    std::lock_guard hold{guard_};
    if (!find_locked(name)) return fail(refused::unknown);
    store::statement{db_, "UPDATE person SET hash = ? WHERE name = ?"}.run(hash, name);
    return {};
}

bool people::is_last_admin(const person& who) {
    return who.is == role::admin && !who.disabled && admins() == 1;
}

result<void, refused> people::set_role(std::string_view name, role is) {
    std::lock_guard hold{guard_};
    const auto who = find_locked(name);
    if (!who) return fail(refused::unknown);
    if (is != role::admin && is_last_admin(*who)) return fail(refused::last_admin);
    store::statement{db_, "UPDATE person SET role = ? WHERE name = ?"}.run(name_of(is), name);
    return {};
}

result<void, refused> people::set_disabled(std::string_view name, bool disabled) {
    std::lock_guard hold{guard_};
    const auto who = find_locked(name);
    if (!who) return fail(refused::unknown);
    if (disabled && is_last_admin(*who)) return fail(refused::last_admin);
    store::statement{db_, "UPDATE person SET disabled = ? WHERE name = ?"}.run(std::int64_t{disabled}, name);
    return {};
}

result<void, refused> people::remove(std::string_view name) {
    std::lock_guard hold{guard_};
    const auto who = find_locked(name);
    if (!who) return fail(refused::unknown);
    if (is_last_admin(*who)) return fail(refused::last_admin);
    store::statement{db_, "DELETE FROM person WHERE name = ?"}.run(name);
    return {};
}

result<fresh_token, refused> people::add_token(std::string_view name, role is, std::string_view by, wall_us expires) {
    if (!good_name(name)) return fail(refused::bad_name);
    const auto now = time_.wall();
    if (expires != 0 && expires <= now) return fail(refused::expired);
    std::lock_guard hold{guard_};
    if (db_.ask("SELECT count(*) FROM token") >= static_cast<std::int64_t>(tokens_at_most))
        return fail(refused::too_many);
    auto text = std::string{token_mark} + fresh_secret();
    const auto digest = digest_of(text);
    token made{fresh_secret().substr(0, 12), std::string{name}, is, now, std::string{by}, expires, 0};
    store::statement{db_, "INSERT INTO token VALUES(?, ?, ?, ?, ?, ?, ?, 0)"}.run(made.id, store::blob{digest}, name,
                                                                                  name_of(is), now, by, expires);
    std::lock_guard known{ids_guard_};
    token_ids_.insert(made.id);
    return fresh_token{std::move(text), std::move(made)};
}

result<token, refused> people::remove_token(std::string_view id) {
    std::lock_guard hold{guard_};
    std::optional<token> known;
    {
        store::statement question{db_, std::string{token_columns} + "WHERE id = ?"};
        auto found = question.query(id);
        if (found.next()) known = token_at(found);
    }
    if (!known) return fail(refused::unknown);
    store::statement{db_, "DELETE FROM token WHERE id = ?"}.run(id);
    std::lock_guard ids{ids_guard_};
    token_ids_.erase(known->id);
    return *known;
}

bool people::is_token(std::string_view id) const {
    std::lock_guard hold{ids_guard_};
    return token_ids_.contains(id);
}

std::optional<token> people::check_token(std::string_view text) {
    if (!text.starts_with(token_mark) || text.size() > secret_letters) return std::nullopt;
    const auto digest = digest_of(text);
    std::lock_guard hold{guard_};
    std::optional<token> known;
    {
        store::statement question{db_, std::string{token_columns} + "WHERE digest = ?"};
        auto found = question.query(store::blob{digest});
        if (found.next()) known = token_at(found);
    }
    const auto now = time_.wall();
    if (!known || (known->expires != 0 && known->expires <= now)) return std::nullopt;
    constexpr std::int64_t grain = std::chrono::duration_cast<std::chrono::microseconds>(last_use_grain).count();
    if (now - known->last_use < grain) return known;
    try {
        store::statement{db_, "UPDATE token SET last_use_us = ? WHERE id = ?"}.run(now, known->id);
        known->last_use = now;
    } catch (const store::sqlite_error&) {
        // A full disk must not lock out the programs that people put it right with.
    }
    return known;
}

std::vector<token> people::tokens() {
    std::lock_guard hold{guard_};
    store::statement question{db_, std::string{token_columns} + "ORDER BY name, made_us"};
    std::vector<token> everything;
    for (auto found = question.query(); found.next();) everything.push_back(token_at(found));
    return everything;
}

} // namespace vagus::access
