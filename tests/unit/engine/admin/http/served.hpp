// An API with people, sessions and verbs of the test's own; no sockets.
#pragma once

#include "engine/access/attempts.hpp"
#include "engine/admin/http/api.hpp"
#include "engine/admin/http/people_answers.hpp"
#include "engine/admin/http/problem.hpp"
#include "engine/runtime/task_group.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/engine/store/open_store.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vagus::admin::http::test {

constexpr auto password = "correct horse battery";

// Hashing that is not dear: the test is not about guessing.
inline constexpr access::password_cost cheap{1, 8192};

class served {
  public:
    explicit served(const clock& now = system_clock())
        : time{now} {
        for (const auto& each : endpoints())
            if (!each.verb.empty())
                verbs[std::string{each.verb}] =
                    [this, name = std::string{each.verb}](
                        const boost::json::object& asked) -> boost::asio::awaitable<boost::json::object> {
                    asked_of.emplace_back(name, asked);
                    co_return answer;
                };
        std::map<std::string, answerer, std::less<>> others;
        add_people_answers(others, {people, sessions, attempts, door, context, time, "site", "UTC", 900,
                                    std::chrono::minutes{10},
                                    [](std::string id) -> boost::asio::awaitable<bool> { co_return id != "gone"; }});
        others["events"] = others["readAudit"] =
            others["openapi"] = [](const call&) -> boost::asio::awaitable<reply> { co_return json_reply({}); };
        subject.emplace(api::surroundings{
            door, verbs, std::move(others),
            [this](audit::entry what, deed how) -> boost::asio::awaitable<bool> {
                seen.push_back(std::move(what));
                deeds.push_back(how);
                co_return witnessed;
            },
            [] { return std::string{"rev1"}; },
            [](const std::string& value) { return "hash of " + std::to_string(value.size()) + " letters"; }, time});
        for (const auto is : access::all_roles)
            (void)people.add(std::string{access::name_of(is)}, password, is, "test");
    }

    // What an endpoint answers; `path` with its values in it.
    reply ask(std::string_view method, std::string_view path, const std::string& body = {},
              std::map<std::string, std::string> fields = {}, std::string authorization = {}) {
        request made;
        made.method = method;
        const auto mark = path.find('?');
        REQUIRE(read_target(std::string{path.substr(0, mark)},
                            mark == std::string_view::npos ? std::string{} : std::string{path.substr(mark + 1)}, made));
        made.fields = std::move(fields);
        made.authorization = std::move(authorization);
        made.content_type = "application/json";
        made.body = body;
        made.from = "127.0.0.1";
        std::optional<reply> told;
        const auto run = [](api& whom, request what, std::optional<reply>& into) -> boost::asio::awaitable<void> {
            into = co_await whom.answer(std::move(what));
        };
        runtime::task_group tasks{context, no_report()};
        tasks.spawn("test", run(*subject, std::move(made), told));
        context.restart();
        context.run();
        REQUIRE(told.has_value());
        return std::move(*told);
    }

    struct login {
        std::map<std::string, std::string> fields; // of a request that changes something
    };
    login log_in(access::role as) {
        const auto name = std::string{access::name_of(as)};
        const auto opened = sessions.open(name, as, "127.0.0.1");
        REQUIRE(opened.has_value());
        return {{{"cookie", "vagus_session=" + opened->id}, {"x-csrf-token", opened->what.csrf}}};
    }

    static std::string code_of(const reply& told) {
        const auto body = boost::json::parse(told.head.body).as_object();
        const auto* code = body.if_contains("code");
        return code == nullptr ? std::string{} : std::string{code->as_string()};
    }

    struct made_folder : store::test::temporary_folder {
        made_folder() { std::filesystem::create_directories(path()); }
    } folder;
    const clock& time;
    boost::asio::io_context context;
    access::people people{folder.path(), time, cheap};
    access::sessions sessions{time};
    access::attempts attempts;
    doorkeeper door{people, sessions, context, time,
                    [](access::role is) { return access::may(is, access::right::values); }};
    std::map<std::string, verb> verbs;
    std::vector<std::pair<std::string, boost::json::object>> asked_of;
    boost::json::object answer{{"revision", "rev1"}};
    std::vector<audit::entry> seen;
    std::vector<deed> deeds; // of those
    bool witnessed = true;
    std::optional<api> subject;
};

} // namespace vagus::admin::http::test
