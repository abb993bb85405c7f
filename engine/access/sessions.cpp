#include "engine/access/sessions.hpp"

#include "engine/access/attempts.hpp"
#include "engine/access/secrets.hpp"

#include <algorithm>

namespace vagus::access {

sessions::sessions(const clock& time, session_terms terms)
    : time_{time}
    , terms_{terms} {}

bool sessions::over(const kept& each, moment now) const {
    const bool expired = each.until != 0 && time_.wall() >= each.until;
    return expired || now - each.used >= terms_.idle || now - each.begun >= terms_.longest;
}

void sessions::sweep(moment now) {
    std::erase_if(all_, [&](const auto& each) { return over(each.second, now); });
}

void sessions::make_room_for(std::string_view user) {
    std::size_t of_user = 0;
    auto oldest = all_.end();
    for (auto at = all_.begin(); at != all_.end(); ++at) {
        if (at->second.what.user != user) continue;
        ++of_user;
        if (oldest == all_.end() || at->second.used < oldest->second.used) oldest = at;
    }
    if (of_user >= sessions_of_one) all_.erase(oldest);
}

std::optional<opened_session> sessions::open(std::string_view user, role is, std::string_view from, wall_us until) {
    const auto now = time_.steady();
    std::lock_guard hold{guard_};
    sweep(now);
    make_room_for(user);
    if (all_.size() >= sessions_at_most) return std::nullopt;
    opened_session made{fresh_secret(), {std::string{user}, is, fresh_secret(), std::string{from}, time_.wall(), {}}};
    all_[digest_of(made.id)] = {made.what, now, now, now, until};
    return made;
}

sessions::kept* sessions::living(std::string_view id) {
    if (id.empty() || id.size() > secret_letters) return nullptr;
    const auto found = all_.find(digest_of(id));
    if (found == all_.end()) return nullptr;
    if (!over(found->second, time_.steady())) return &found->second;
    all_.erase(found);
    return nullptr;
}

session sessions::as_of_now(const kept& each) const {
    auto what = each.what;
    if (each.reveals_until <= time_.steady()) what.reveals.reset();
    return what;
}

std::optional<session> sessions::use(std::string_view id) {
    std::lock_guard hold{guard_};
    auto* found = living(id);
    if (found == nullptr) return std::nullopt;
    found->used = time_.steady();
    return as_of_now(*found);
}

std::optional<session> sessions::look(std::string_view id) {
    std::lock_guard hold{guard_};
    const auto* found = living(id);
    return found == nullptr ? std::nullopt : std::optional{as_of_now(*found)};
}

std::optional<revealed> sessions::reveal(std::string_view id, std::string_view reason,
                                         std::chrono::minutes for_so_long) {
    const auto span = std::clamp(for_so_long, std::chrono::minutes{0}, reveal_at_most);
    std::lock_guard hold{guard_};
    auto* found = living(id);
    if (found == nullptr) return std::nullopt;
    found->reveals_until = time_.steady() + span;
    found->what.reveals =
        revealed{time_.wall() + std::chrono::microseconds{span}.count(), std::string{reason.substr(0, reason_letters)}};
    return found->what.reveals;
}

bool sessions::end(std::string_view id) {
    std::lock_guard hold{guard_};
    return living(id) != nullptr && all_.erase(digest_of(id)) == 1;
}

std::size_t sessions::end_all_of(std::string_view user) {
    const auto name = folded(user);
    std::lock_guard hold{guard_};
    return std::erase_if(all_, [&](const auto& each) { return folded(each.second.what.user) == name; });
}

std::vector<session> sessions::open_now() {
    std::lock_guard hold{guard_};
    sweep(time_.steady());
    std::vector<session> open;
    open.reserve(all_.size());
    for (const auto& [digest, each] : all_) open.push_back(as_of_now(each));
    return open;
}

void sessions::set(session_terms terms) {
    std::lock_guard hold{guard_};
    terms_ = terms;
}

bool carries_csrf(const session& which, std::string_view sent) {
    return same(which.csrf, sent);
}

} // namespace vagus::access
