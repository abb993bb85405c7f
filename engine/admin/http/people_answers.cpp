#include "engine/admin/http/people_answers.hpp"

#include "engine/admin/http/problem.hpp"
#include "engine/admin/selection.hpp"
#include "engine/runtime/visit.hpp"

#include <boost/json/array.hpp>

#include <optional>
#include <utility>

namespace vagus::admin::http {
namespace asio = boost::asio;
namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t most_days = 3660;

reply nothing() {
    return json_reply({});
}

reply refusal_of(access::refused why) {
    using enum access::refused;
    const auto* code = why == unknown                           ? "not_found"
                       : why == bad_name || why == bad_password ? "bad_request"
                       : why == too_many                        ? "too_many"
                                                                : "refused";
    return problem(code, std::string{access::words(why)});
}

std::string cookie_of(std::string_view id, bool secure, bool ends) {
    // Strict: no other site's link opens a page that is logged in.
    return "Set-Cookie: " + std::string{session_cookie} + "=" + std::string{id} +
           "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "") + (ends ? "; Max-Age=0" : "") + "\r\n";
}

json::object told(const people_desk& at, const access::session& session) {
    json::array rights;
    for (const auto each : access::rights_of(session.is))
        if (each != access::right::values || at.door.shows(session.is)) rights.emplace_back(access::name_of(each));
    json::object made{{"user", session.user},    {"role", access::name_of(session.is)}, {"rights", std::move(rights)},
                      {"csrf", session.csrf},    {"idle_seconds", at.idle_seconds},     {"site", at.site},
                      {"timezone", at.timezone}, {"reveals_until_us", nullptr}};
    if (session.reveals && session.reveals->until > at.time.wall()) made["reveals_until_us"] = session.reveals->until;
    return made;
}

struct who {
    std::string name;
    access::role is = access::role::viewer;
    wall_us until = 0; // what let them in expires; 0: never
};

// The password is looked at on another thread: it takes a tenth of a second on purpose.
asio::awaitable<std::optional<who>> checked(const people_desk& at, std::string user, std::string password,
                                            std::string token) {
    auto look = [&at, user = std::move(user), password = std::move(password),
                 token = std::move(token)]() -> std::optional<who> {
        if (!token.empty()) {
            if (at.people.redeem_first_token(token)) return who{"first login", access::role::admin};
            if (const auto known = at.people.check_token(token)) return who{user_of(*known), known->is, known->expires};
            return std::nullopt;
        }
        if (const auto known = at.people.check_password(user, password)) return who{known->name, known->is};
        return std::nullopt;
    };
    co_return co_await runtime::visit(at.slow, std::move(look));
}

asio::awaitable<reply> log_in(people_desk at, const call& what) {
    const auto user = text_in(what.asked, "user");
    const auto token = text_in(what.asked, "token");
    if (user.empty() == token.empty())
        co_return problem("bad_request", "log in by `user` and `password`, or by `token`");
    // Of tokens each address counts for itself: nobody locks out the others, by whatever name.
    const auto counted = token.empty() ? "user " + user : "token from " + what.from.from;
    const auto wait = at.attempts.ask(counted, what.from.from, at.time.steady());
    if (wait > 0ms) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
        co_return problem("too_many", "too many attempts: wait " + std::to_string(seconds) + " s",
                          "Retry-After: " + std::to_string(seconds) + "\r\n");
    }
    const auto known = co_await checked(at, user, text_in(what.asked, "password"), token);
    if (!known) co_return problem("not_logged_in", "no such user and password, or the token is not good any more");
    at.attempts.succeeded(counted);
    const auto opened = at.sessions.open(known->name, known->is, what.from.from, known->until);
    if (!opened) co_return problem("too_many", "too many people are logged in: try again later");
    co_return json_reply(told(at, opened->what), cookie_of(opened->id, what.from.secure, false));
}

asio::awaitable<reply> who_am_i(people_desk at, const call& what) {
    const auto found = at.sessions.use(what.from.cookie(session_cookie));
    if (!found) co_return problem("not_logged_in", "nobody is logged in");
    co_return json_reply(told(at, *found));
}

asio::awaitable<reply> log_out(people_desk at, const call& what) {
    (void)at.sessions.end(what.who.session);
    co_return json_reply({}, cookie_of("", what.from.secure, true));
}

asio::awaitable<reply> reveal(people_desk at, const call& what) {
    if (what.who.session.empty()) co_return problem("refused", "values are revealed to people, in their sessions");
    const auto id = text_in(what.asked, "id");
    if (!co_await at.is_stored(id))
        co_return problem("not_found", "there is no message " + id + " that can be read: nothing was revealed");
    const auto made = at.sessions.reveal(what.who.session, text_in(what.asked, "reason"), at.reveals_for);
    if (!made) co_return problem("not_logged_in", "the session has ended: log in again");
    co_return json_reply({{"until_us", made->until}});
}

json::object row(const access::person& one) {
    return {{"name", one.name},    {"role", access::name_of(one.is)}, {"disabled", one.disabled},
            {"made_us", one.made}, {"made_by", one.made_by},          {"last_login_us", one.last_login}};
}

json::object row(const access::token& one) {
    return {
        {"id", one.id},           {"name", one.name},          {"role", access::name_of(one.is)}, {"made_us", one.made},
        {"made_by", one.made_by}, {"expires_us", one.expires}, {"last_use_us", one.last_use}};
}

// On the slow thread; everything it needs is by value.
template <class What> asio::awaitable<std::invoke_result_t<What&>> slowly(const people_desk& at, What what) {
    co_return co_await runtime::visit(at.slow, std::move(what));
}

asio::awaitable<reply> list_users(people_desk at, const call&) {
    auto look = [&at] { return at.people.all(); };
    const auto all = co_await slowly(at, std::move(look));
    json::array rows;
    for (const auto& each : all) rows.push_back(row(each));
    co_return json_reply({{"users", std::move(rows)}});
}

reply no_role() {
    return problem("bad_request", "`role` is viewer, support, operator or admin");
}

asio::awaitable<reply> add_user(people_desk at, const call& what) {
    const auto role = access::role_named(text_in(what.asked, "role"));
    if (!role) co_return no_role();
    auto act = [&at, &what, role = *role] {
        return at.people.add(text_in(what.asked, "name"), text_in(what.asked, "password"), role, what.who.name);
    };
    const auto made = co_await slowly(at, std::move(act));
    if (!made) co_return refusal_of(made.error());
    co_return json_reply(row(*made), {}, 201);
}

using changed = result<void, access::refused>;

// What changes a person ends their sessions.
asio::awaitable<reply> change(people_desk at, const call& what, std::function<changed()> act) {
    const auto name = text_in(what.asked, "name");
    const auto made = co_await slowly(at, std::move(act));
    if (!made) co_return refusal_of(made.error());
    (void)at.sessions.end_all_of(name);
    co_return nothing();
}

asio::awaitable<reply> remove_user(people_desk at, const call& what) {
    std::function<changed()> act = [&at, &what] { return at.people.remove(text_in(what.asked, "name")); };
    co_return co_await change(at, what, std::move(act));
}

asio::awaitable<reply> set_password(people_desk at, const call& what) {
    std::function<changed()> act = [&at, &what] {
        return at.people.set_password(text_in(what.asked, "name"), text_in(what.asked, "password"));
    };
    co_return co_await change(at, what, std::move(act));
}

asio::awaitable<reply> set_role(people_desk at, const call& what) {
    const auto role = access::role_named(text_in(what.asked, "role"));
    if (!role) co_return no_role();
    std::function<changed()> act = [&at, &what, role = *role] {
        return at.people.set_role(text_in(what.asked, "name"), role);
    };
    co_return co_await change(at, what, std::move(act));
}

template <bool disabled> asio::awaitable<reply> set_disabled(people_desk at, const call& what) {
    std::function<changed()> act = [&at, &what] {
        return at.people.set_disabled(text_in(what.asked, "name"), disabled);
    };
    co_return co_await change(at, what, std::move(act));
}

asio::awaitable<reply> list_tokens(people_desk at, const call&) {
    auto look = [&at] { return at.people.tokens(); };
    const auto all = co_await slowly(at, std::move(look));
    json::array rows;
    for (const auto& each : all) rows.push_back(row(each));
    co_return json_reply({{"tokens", std::move(rows)}});
}

asio::awaitable<reply> add_token(people_desk at, const call& what) {
    const auto role = access::role_named(text_in(what.asked, "role"));
    if (!role) co_return no_role();
    const auto days = number_in(what.asked, "days", 0);
    if (days < 0 || days > most_days) co_return problem("bad_request", "`days` is 1 to " + std::to_string(most_days));
    const auto expires = days == 0 ? 0 : at.time.wall() + days * 86'400'000'000;
    auto act = [&at, &what, expires, role = *role] {
        return at.people.add_token(text_in(what.asked, "name"), role, what.who.name, expires);
    };
    const auto made = co_await slowly(at, std::move(act));
    if (!made) co_return refusal_of(made.error());
    auto told = row(made->what);
    told["token"] = made->text;
    co_return json_reply(told, {}, 201);
}

asio::awaitable<reply> remove_token(people_desk at, const call& what) {
    auto act = [&at, &what] { return at.people.remove_token(text_in(what.asked, "id")); };
    const auto removed = co_await slowly(at, std::move(act));
    if (!removed) co_return refusal_of(removed.error());
    (void)at.sessions.end_all_of(access::user_of(*removed));
    co_return nothing();
}

} // namespace

void add_people_answers(std::map<std::string, answerer, std::less<>>& to, const people_desk& at) {
    const auto add = [&](const char* id, asio::awaitable<reply> (*answers)(people_desk, const call&)) {
        to[id] = [at, answers](const call& what) { return answers(at, what); };
    };
    add("login", log_in);
    add("whoAmI", who_am_i);
    add("logout", log_out);
    add("reveal", reveal);
    add("listUsers", list_users);
    add("addUser", add_user);
    add("removeUser", remove_user);
    add("setPassword", set_password);
    add("setRole", set_role);
    add("disableUser", set_disabled<true>);
    add("enableUser", set_disabled<false>);
    add("listTokens", list_tokens);
    add("addToken", add_token);
    add("removeToken", remove_token);
}

} // namespace vagus::admin::http
