#include "engine/admin/http/api.hpp"

#include "engine/admin/audited.hpp"
#include "engine/admin/http/asked.hpp"
#include "engine/admin/http/problem.hpp"
#include "engine/admin/selection.hpp"
#include "engine/audit/words.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace vagus::admin::http {
namespace asio = boost::asio;
namespace json = boost::json;

namespace {

struct found {
    const endpoint* what = nullptr;
    std::map<std::string, std::string> path{};
    std::string methods{}; // that the path has
};

found find(const request& from) {
    found made;
    for (const auto& each : endpoints()) {
        auto values = matched(each, from.path);
        if (!values) continue;
        made.methods.append(made.methods.empty() ? "" : ", ") += each.method;
        if (each.method != from.method || made.what != nullptr) continue; // the first in the list: a name before {id}
        made.what = &each;
        made.path = std::move(*values);
    }
    return made;
}

std::string tag_of(std::string_view revision) {
    return "\"" + std::string{revision} + "\"";
}

bool changes(const endpoint& what) {
    return what.method != "GET";
}

std::string failure(std::uint32_t status) {
    return "failed " + std::to_string(status);
}

// Whoever may see values may ask for them masked.
bool with_values(const call& what) {
    return what.who.sees_values && (!what.asked.contains("values") || flag_in(what.asked, "values"));
}

} // namespace

api::api(surroundings around)
    : around_{std::move(around)} {}

asio::awaitable<reply> api::answer(request from) {
    const auto which = find(from);
    if (which.what == nullptr && !which.methods.empty())
        co_return problem("wrong_method", "this path is for " + which.methods, "Allow: " + which.methods + "\r\n");
    if (which.what == nullptr) co_return problem("not_found", "no such path: /api/v1/openapi.json lists them");
    const auto& what = *which.what;
    caller who;
    if (what.needs) {
        auto let = co_await around_.door.let_in(from, changes(what));
        if (!let) co_return std::move(let.error());
        who = std::move(*let);
    }
    // Rights come before what was asked: whoever may not do a thing learns nothing of how it is done. The audit does.
    call made{what, from, std::move(who), {}};
    const bool may = !what.needs || (*what.needs == access::right::values ? made.who.sees_values
                                                                          : access::may(made.who.is, *what.needs));
    auto read = asked(what, from, which.path);
    if (read)
        made.asked = std::move(*read);
    else
        for (const auto& [name, value] : which.path) made.asked[name] = value; // what it was to be done to
    if (!may) co_return co_await forbidden(made);
    if (!read) co_return std::move(read.error());
    if (flag_in(made.asked, "values") && !made.who.sees_values) co_return co_await forbidden(made);
    co_return co_await ask(std::move(made));
}

asio::awaitable<reply> api::forbidden(const call& what) const {
    (void)co_await write_down(what, audit::words::denied, "forbidden");
    co_return problem("forbidden", "the role " + std::string{access::name_of(what.who.is)} + " may not do this");
}

asio::awaitable<reply> api::ask(call what) {
    if (what.what.by_revision) {
        const auto wanted = what.from.field("if-match");
        if (wanted.empty()) co_return problem("needs_revision", "send If-Match with the ETag of GET /api/v1/config");
        if (wanted != tag_of(around_.revision()))
            co_return problem("revision_changed", "another revision runs by now: look at GET /api/v1/config again");
    }
    // Who logs in is known only afterwards.
    const bool logs_in = what.what.audited == audit::words::login;
    const bool audited = !what.what.audited.empty();
    const std::string shown{result_of(what.what, what.asked, with_values(what))};
    // A session also ends when that cannot be written down: who leaves a full disk's engine is not to stay logged in.
    const bool logs_out = what.what.audited == audit::words::logout;
    if (audited && !logs_in) {
        auto unwritten = co_await write_down(what, {}, shown);
        if (unwritten && !logs_out) co_return std::move(*unwritten);
    }
    auto told = co_await done(what);
    if (!audited) co_return told;
    const bool failed = told.head.status >= 400;
    if (failed && logs_in) co_await login_refused(what, told.head.status);
    if (failed && !logs_in) (void)co_await write_down(what, {}, failure(told.head.status));
    if (!failed && logs_in)
        if (auto unwritten = co_await write_down(what, {}, shown)) co_return std::move(*unwritten);
    co_return told;
}

// Only a wrong password or token was looked at; attempts bounds how often.
asio::awaitable<void> api::login_refused(const call& what, std::uint32_t status) {
    const bool looked_at = status == 401;
    const auto others =
        looked_at ? std::optional{unseen_logins::others{}} : unseen_.refused(what.from.from, around_.time.steady());
    if (!others) co_return;
    auto made = entry_by(what, audit::words::login_failed, failure(status));
    if (others->here != 0) made.about.emplace_back("others", std::to_string(others->here));
    if (others->elsewhere != 0) made.about.emplace_back("elsewhere", std::to_string(others->elsewhere));
    (void)co_await around_.seen(std::move(made), looked_at ? deed::done : deed::seen);
}

asio::awaitable<reply> api::done(const call& what) const {
    if (what.what.verb.empty()) {
        const auto answers = around_.others.find(what.what.id);
        if (answers == around_.others.end()) co_return problem("not_found", "this engine does not have that");
        co_return co_await answers->second(what);
    }
    const auto asks = around_.verbs.find(std::string{what.what.verb});
    if (asks == around_.verbs.end()) co_return problem("not_found", "this engine does not have that");
    auto request = what.asked;
    request["by"] = what.who.name;
    request["values"] = with_values(what);
    request["via"] = what.who.session.empty() ? "api" : "ui";
    auto answer = co_await asks->second(request);
    if (answer.contains("error")) co_return problem_of(answer);
    if (auto named = came_to(what.what, what.asked, answer)) {
        const call by_ids{what.what, what.from, what.who, std::move(*named)};
        (void)co_await write_down(by_ids, {}, std::string{audit::ok});
    }
    std::string fields;
    if (const auto revision = text_in(answer, "revision"); what.what.id == "showConfig" && !revision.empty())
        fields = "ETag: " + tag_of(revision) + "\r\n";
    co_return json_reply(answer, std::move(fields));
}

audit::entry api::entry_by(const call& what, std::string_view word, std::string result) const {
    auto made = entry_of(what.what, what.asked, around_.hashed);
    made.who = what.who.name.empty() ? text_in(what.asked, "user") : what.who.name;
    if (!what.who.name.empty()) made.role = access::name_of(what.who.is);
    if (!word.empty()) made.what = word;
    made.from = what.from.from;
    made.result = std::move(result);
    return made;
}

asio::awaitable<std::optional<reply>> api::write_down(const call& what, std::string_view word,
                                                      std::string result) const {
    auto made = entry_by(what, word, std::move(result));
    if (word == audit::words::denied) made.about.emplace_back("endpoint", what.what.id);
    const auto how = deed_of(what.what, what.asked);
    const bool written = co_await around_.seen(std::move(made), how);
    if (written) co_return std::nullopt;
    co_return problem("not_audited", "the audit log could not be written: is the store's disk full?");
}

} // namespace vagus::admin::http
