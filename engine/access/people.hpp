// Users of this installation and the tokens of programs: `access.db` in the store's folder.
// Thread rule: any thread. Every call may wait for the disk; check_password, add and set_password also take about
// 100 ms of a core and 64 MiB for Argon2id, so call them on a thread that serves nobody else. No more than
// hashes_at_once run at a time, the others wait. Throws store::sqlite_error when access.db cannot be read or written.
// Whoever changes, disables or removes a person or a token ends their sessions (sessions::end_all_of).
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engine/access/limits.hpp"
#include "engine/access/rights.hpp"
#include "engine/access/secrets.hpp"
#include "engine/store/sqlite.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::access {

struct person {
    std::string name; // as it was written first; upper and lower case are one
    role is = role::viewer;
    bool disabled = false;
    wall_us made = 0;
    std::string made_by;
    wall_us last_login = 0; // 0: never
};

struct token {
    std::string id; // to name it by: no secret
    std::string name;
    role is = role::viewer;
    wall_us made = 0;
    std::string made_by;
    wall_us expires = 0; // 0: never
    wall_us last_use = 0;
};

// What a token's holder is called, in sessions too. Nobody's name has a space in it.
[[nodiscard]] inline std::string user_of(const token& which) {
    return "token " + which.name;
}

struct fresh_token {
    std::string text; // shown once, kept as a hash
    token what;
};

enum class refused : std::uint8_t { bad_name, bad_password, name_taken, unknown, last_admin, too_many, expired };
[[nodiscard]] std::string_view words(refused why); // a sentence for people

class people {
  public:
    people(const std::filesystem::path& store_folder, const clock& time, password_cost cost = {});
    people(people&&) = delete;

    // While no admin who may log in is there: a token that opens one session as admin, another at each call. It lives
    // in memory, so that a new start makes a new one where it was lost. Nothing: there is an admin.
    [[nodiscard]] std::optional<std::string> first_token();
    // True once, and never when there is an admin.
    [[nodiscard]] bool redeem_first_token(std::string_view text);

    // Takes as long for names nobody has. Nothing: no such person, another password, or disabled.
    [[nodiscard]] std::optional<person> check_password(std::string_view name, const std::string& password);
    [[nodiscard]] std::optional<person> find(std::string_view name);
    [[nodiscard]] std::vector<person> all();

    result<person, refused> add(std::string_view name, const std::string& password, role is, std::string_view by);
    result<void, refused> set_password(std::string_view name, const std::string& password);
    result<void, refused> set_role(std::string_view name, role is);
    result<void, refused> set_disabled(std::string_view name, bool disabled);
    result<void, refused> remove(std::string_view name);

    // `expires` 0: never.
    result<fresh_token, refused> add_token(std::string_view name, role is, std::string_view by, wall_us expires);
    result<token, refused> remove_token(std::string_view id); // what it was
    // Whose it is, if it has not expired.
    [[nodiscard]] std::optional<token> check_token(std::string_view text);
    [[nodiscard]] std::vector<token> tokens();
    // Whether it has not been removed. Waits for no disk: for what asks again and again, such as a stream of events.
    [[nodiscard]] bool is_token(std::string_view id) const;

  private:
    [[nodiscard]] std::int64_t admins(); // who may log in
    [[nodiscard]] std::optional<person> find_locked(std::string_view name);
    [[nodiscard]] bool is_last_admin(const person& who);
    [[nodiscard]] std::string hashed(const std::string& password);
    [[nodiscard]] bool fits(const std::string& hash, const std::string& password);

    const clock& time_;
    const password_cost cost_;
    std::once_flag nobody_made_;
    std::string nobody_; // the hash that names nobody has are checked against
    std::counting_semaphore<hashes_at_once> hashing_{hashes_at_once};
    std::mutex guard_; // of what follows
    store::connection db_;
    std::string first_;            // digest; empty: none
    mutable std::mutex ids_guard_; // of what follows; held for no disk
    std::set<std::string, std::less<>> token_ids_;
};

} // namespace vagus::access
