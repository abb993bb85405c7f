#include "engine/app/admin_port.hpp"

#include "base/ids.hpp"
#include "dashboard/files.hpp"
#include "engine/access/attempts.hpp"
#include "engine/access/people.hpp"
#include "engine/access/sessions.hpp"
#include "engine/admin/dead_search.hpp"
#include "engine/admin/http/api.hpp"
#include "engine/admin/http/events.hpp"
#include "engine/admin/http/files.hpp"
#include "engine/admin/http/openapi.hpp"
#include "engine/admin/http/people_answers.hpp"
#include "engine/admin/http/problem.hpp"
#include "engine/admin/http/server.hpp"
#include "engine/admin/selection.hpp"
#include "engine/app/events.hpp"
#include "engine/app/first_login.hpp"
#include "engine/app/provider_keys.hpp"
#include "engine/audit/forwarder.hpp"
#include "engine/audit/search.hpp"
#include "engine/runtime/visit.hpp"

#include <boost/asio/ip/host_name.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/array.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <unistd.h>

namespace vagus::app {
namespace asio = boost::asio;
namespace http = admin::http;
namespace json = boost::json;

namespace {

json::object row_of(const audit::entry& one) {
    std::string about;
    for (const auto& [kind, name] : one.about) about.append(about.empty() ? "" : ", ").append(kind).append(" ") += name;
    return {{"n", one.n},           {"at_us", one.at},  {"who", one.who},
            {"role", one.role},     {"what", one.what}, {"about", std::move(about)},
            {"reason", one.reason}, {"from", one.from}, {"result", one.result}};
}

http::references references_of(const admin_site& stated, const provider_keys* keys, const clock& time) {
    http::references made;
    if (auto names = stated.auth.certificates.map(); !names.empty())
        made.of_certificate = [names = std::move(names)](const std::vector<std::string>& shown) {
            return access::by_certificate(names, shown);
        };
    if (keys != nullptr)
        made.of_token = [keys, &time,
                         terms = stated.auth.web_tokens()](std::string_view token) -> std::optional<access::stranger> {
            const std::chrono::seconds now{time.wall() / 1'000'000};
            auto known = access::verify(token, keys->now(), terms, now);
            if (!known) return std::nullopt;
            return std::move(*known);
        };
    return made;
}

std::unique_ptr<provider_keys> keys_of(const admin_port::surroundings& around, const admin_site& stated) {
    if (!stated.auth.oidc) return nullptr;
    return std::make_unique<provider_keys>(*stated.auth.oidc, around.running.running().folder, around.home,
                                           around.certificates, around.report);
}

// Where the audit goes besides its files.
std::unique_ptr<audit::forwarder> forwarder_of(const admin_port::surroundings& around,
                                               const std::filesystem::path& folder) {
    const auto& site = around.running.running().written.site;
    if (!site.audit.syslog) return nullptr;
    const auto& to = *site.audit.syslog;
    audit::collector where;
    where.host = to.to.host;
    where.port = to.to.port;
    where.secured = [&certificates = around.certificates, how = to.tls, host = to.to.host] {
        return certificates.towards(how, host);
    };
    where.from = {asio::ip::host_name(), site.name, ::getpid()};
    return std::make_unique<audit::forwarder>(around.home, around.report, folder, std::move(where));
}

http::port_terms terms_of(const admin_site& stated) {
    return {stated.listen, stated.tls};
}

} // namespace

struct admin_port::inside {
    inside(const surroundings& given, const admin_site& stated)
        : around{given}
        , people{around.running.running().store_folder(), around.time}
        , sessions{around.time, stated.auth.sessions()}
        , keys{keys_of(around, stated)}
        , door{people,
               sessions,
               around.audit.slow(),
               around.time,
               [phi = around.running.running().written.site.phi](access::role is) { return phi.shows_values(is); },
               references_of(stated, keys.get(), around.time)}
        , feed{around.home, around.verbs, around.desk, around.report}
        , api{make_api(stated)}
        , server{around.home, terms_of(stated), around.certificates,
                 [this](http::request what) { return answer(std::move(what)); }, around.report} {}

    http::api make_api(const admin_site& stated) {
        std::map<std::string, http::answerer, std::less<>> others;
        const auto& site = around.running.running().written.site;
        admin::witness seen = [this](audit::entry what, admin::deed how) {
            return around.audit.write(std::move(what), how);
        };
        http::add_people_answers(others, {people, sessions, attempts, door, around.audit.slow(), around.time, site.name,
                                          site.timezone, stated.auth.sessions().idle.count(),
                                          std::chrono::duration_cast<std::chrono::minutes>(site.phi.reveal_for),
                                          [this](std::string id) { return is_stored(std::move(id)); }});
        others["events"] = [this](const http::call& what) { return listen(what); };
        others["readAudit"] = [this](const http::call& what) { return read_audit(what); };
        others["openapi"] = [](const http::call&) { return at_once(http::json_reply(http::openapi())); };
        return http::api{{door, around.verbs, std::move(others), std::move(seen),
                          [this] { return around.running.running().files.revision; },
                          [this](const std::string& value) { return around.audit.hashed(value); }, around.time}};
    }

    static asio::awaitable<http::reply> at_once(http::reply what) { co_return what; }

    asio::awaitable<bool> is_stored(std::string id) {
        const auto named = parse_message_id(id);
        if (!named) co_return false;
        co_return (co_await admin::message_of(around.desk.store, around.desk.box, *named)).has_value();
    }

    asio::awaitable<http::reply> listen(const http::call& what) {
        std::function<bool()> allowed = [this, who = what.who] { return door.still_lets_in(who); };
        co_return feed.open(what.from, admin::flag_in(what.asked, "messages"), std::move(allowed));
    }

    asio::awaitable<http::reply> answer(http::request what) {
        const bool of_api = what.path.size() >= 2 && what.path[0] == "api" && what.path[1] == "v1";
        if (!of_api) co_return http::file_reply(dashboard::files(), what);
        what.path.erase(what.path.begin(), what.path.begin() + 2);
        co_return co_await api.answer(std::move(what));
    }

    asio::awaitable<http::reply> read_audit(const http::call& what) {
        audit::question asked{admin::text_in(what.asked, "who"),
                              admin::text_in(what.asked, "what"),
                              admin::text_in(what.asked, "about"),
                              {},
                              {},
                              0,
                              100};
        const auto moment = [&](const char* key) -> std::optional<wall_us> {
            return what.asked.contains(key) ? std::optional{admin::number_in(what.asked, key, 0)} : std::nullopt;
        };
        asked.since = moment("since_us");
        asked.until = moment("until_us");
        asked.limit = static_cast<std::size_t>(std::clamp<std::int64_t>(
            admin::number_in(what.asked, "limit", 100), 1, static_cast<std::int64_t>(audit::found_at_once)));
        const auto cursor = admin::text_in(what.asked, "cursor");
        std::from_chars(cursor.data(), cursor.data() + cursor.size(), asked.before);
        auto look = [this, asked = std::move(asked)] { return audit::search(around.audit.folder(), asked); };
        const auto page = co_await runtime::visit(around.audit.slow(), std::move(look));
        json::array rows;
        for (const auto& each : page.found) rows.push_back(row_of(each));
        co_return http::json_reply(
            {{"entries", std::move(rows)},
             {"next", page.next == 0 ? json::value(nullptr) : json::value(std::to_string(page.next))},
             {"verified", page.verified}});
    }

    surroundings around;
    std::unique_ptr<audit::trail> trail;         // from open() on
    std::unique_ptr<audit::forwarder> forwarder; // null: nowhere
    access::people people;
    access::sessions sessions;
    access::attempts attempts;
    std::unique_ptr<provider_keys> keys; // null: no provider
    http::doorkeeper door;
    http::event_feed feed;
    http::api api;
    http::server server;
};

admin_port::admin_port(const surroundings& around)
    : in_{std::make_unique<inside>(around, *around.running.running().written.site.admin)} {}

admin_port::~admin_port() = default;

result<void, std::string> admin_port::open() {
    const auto folder = in_->around.running.running().store_folder();
    in_->forwarder = forwarder_of(in_->around, in_->around.audit.folder());
    if (auto bound = in_->server.bind(); !bound) return bound;
    const auto token = in_->people.first_token();
    if (!token) {
        forget_first_login(folder);
        return {};
    }
    const auto file = keep_first_login(folder, *token);
    if (!file) return fail(file.error());
    in_->around.report(first_login_waits{in_->server.where(), file->string()});
    return {};
}

void admin_port::start() {
    in_->server.start();
    asio::post(in_->around.home, [this] {
        if (in_->forwarder) in_->forwarder->start();
        if (in_->keys) in_->keys->start();
    });
}

void admin_port::stop(std::function<void()> then) {
    in_->feed.stop();
    in_->server.stop([this, then = std::move(then)]() mutable {
        auto last = [this, then = std::move(then)]() mutable {
            if (in_->keys) return in_->keys->stop(std::move(then));
            then();
        };
        if (in_->forwarder) return in_->forwarder->stop(std::move(last));
        last();
    });
}

std::string admin_port::where() const {
    return in_->server.where();
}

} // namespace vagus::app
