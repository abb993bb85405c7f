#include "engine/app/admin_port.hpp"

#include "engine/access/attempts.hpp"
#include "engine/access/people.hpp"
#include "engine/access/sessions.hpp"
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

#include <optional>
#include <utility>

namespace vagus::app {
namespace asio = boost::asio;
namespace http = admin::http;

namespace {

http::port_terms terms_of(const admin_site& stated) {
    return {stated.listen, stated.tls};
}

} // namespace

struct admin_port::inside {
    inside(const surroundings& given, const admin_site& stated)
        : around{given}
        , people{around.running.running().store_folder(), around.time}
        , sessions{around.time, stated.auth.sessions()}
        , door{people, sessions, around.slow, around.time}
        , feed{around.home, around.verbs, around.desk, around.report}
        , api{make_api(stated)}
        , server{around.home, terms_of(stated), around.certificates,
                 [this](http::request what) { return answer(std::move(what)); }, around.report} {}

    http::api make_api(const admin_site& stated) {
        std::map<std::string, http::answerer, std::less<>> others;
        const auto& site = around.running.running().written.site;
        http::witness seen = [this](http::act what) { return write_down(std::move(what)); };
        http::add_people_answers(others, {people, sessions, attempts, door, around.slow, around.time, seen, site.name,
                                          site.timezone, stated.auth.sessions().idle.count()});
        others["events"] = [this](const http::call& what) { return listen(what); };
        others["openapi"] = [](const http::call&) { return at_once(http::json_reply(http::openapi())); };
        return http::api{{door, around.verbs, std::move(others), std::move(seen),
                          [this] { return around.running.running().files.revision; }}};
    }

    static asio::awaitable<http::reply> at_once(http::reply what) { co_return what; }

    asio::awaitable<http::reply> listen(const http::call& what) {
        std::function<bool()> allowed = [] { return true; };
        if (!what.who.session.empty())
            allowed = [this, id = what.who.session] { return sessions.look(id).has_value(); };
        co_return feed.open(what.from, admin::flag_in(what.asked, "messages"), std::move(allowed));
    }

    asio::awaitable<http::reply> answer(http::request what) {
        const bool of_api = what.path.size() >= 2 && what.path[0] == "api" && what.path[1] == "v1";
        if (!of_api) co_return http::file_reply(pages, what);
        what.path.erase(what.path.begin(), what.path.begin() + 2);
        co_return co_await api.answer(std::move(what));
    }

    asio::awaitable<bool> write_down(http::act) { co_return true; }

    surroundings around;
    access::people people;
    access::sessions sessions;
    access::attempts attempts;
    http::doorkeeper door;
    http::event_feed feed;
    std::vector<http::page_file> pages;
    http::api api;
    http::server server;
};

admin_port::admin_port(const surroundings& around)
    : in_{std::make_unique<inside>(around, *around.running.running().written.site.admin)} {}

admin_port::~admin_port() = default;

result<void, std::string> admin_port::open() {
    if (auto bound = in_->server.bind(); !bound) return bound;
    const auto folder = in_->around.running.running().store_folder();
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
}

void admin_port::stop(std::function<void()> then) {
    in_->feed.stop();
    in_->server.stop(std::move(then));
}

std::string admin_port::where() const {
    return in_->server.where();
}

} // namespace vagus::app
