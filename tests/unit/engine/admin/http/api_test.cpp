#include "engine/admin/http/openapi.hpp"
#include "engine/admin/http/problem.hpp"
#include "tests/unit/engine/access/moved_clock.hpp"
#include "tests/unit/engine/admin/http/served.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

namespace vagus::admin::http {
namespace {

using test::served;

std::map<std::string, std::string> without(std::map<std::string, std::string> fields, const std::string& name) {
    fields.erase(name);
    return fields;
}

std::map<std::string, std::string> with(std::map<std::string, std::string> fields, const std::string& name,
                                        std::string value) {
    fields[name] = std::move(value);
    return fields;
}

std::string detail_of(const reply& told) {
    return std::string{boost::json::parse(told.head.body).as_object().at("detail").as_string()};
}

} // namespace

TEST_CASE("a request becomes what the verb takes, with who asks") {
    served at;
    const auto login = at.log_in(access::role::admin);
    const auto told = at.ask("GET", "/messages?type=ADT%5EA01&limit=7&since_us=5&cursor=1-2", {}, login.fields);
    CHECK(told.head.status == 200);
    const auto& [verb, asked] = at.asked_of.at(0);
    CHECK(verb == "message.find");
    CHECK(boost::json::serialize(asked) ==
          R"({"type":"ADT^A01","most":7,"since_us":5,"after":"1-2","by":"admin","values":true,"via":"ui"})");

    (void)at.ask("POST", "/outputs/p%20as/skip", R"({"id":"0123456789ABCDEF","reason":"poison"})", login.fields);
    CHECK(boost::json::serialize(at.asked_of.at(1).second) ==
          R"({"id":"0123456789ABCDEF","reason":"poison","output":"p as","by":"admin","values":true,"via":"ui"})");
}

TEST_CASE("a path with a name in it goes before one with an id") {
    served at;
    const auto login = at.log_in(access::role::admin).fields;
    (void)at.ask("GET", "/dead/groups", {}, login);
    (void)at.ask("GET", "/dead/0123456789ABCDEF", {}, login);
    CHECK(at.asked_of.at(0).first == "dead.groups");
    CHECK(at.asked_of.at(1).first == "dead.show");
}

TEST_CASE("a request that is wrong is told which part, and values are not repeated") {
    served at;
    const auto login = at.log_in(access::role::admin).fields;
    const auto wrong = [&](std::string_view method, std::string_view path, const std::string& body, const char* code,
                           const char* words) {
        INFO(method << " " << path << " " << body);
        const auto told = at.ask(method, path, body, login);
        CHECK(served::code_of(told) == code);
        CHECK(detail_of(told).find(words) != std::string::npos);
        CHECK(told.head.body.find("SECRET") == std::string::npos);
        CHECK(told.head.fields.find("application/problem+json") != std::string::npos);
    };
    wrong("GET", "/messages?limit=SECRET", "", "bad_request", "'limit' is a whole number");
    wrong("GET", "/messages?SECRET=1", "", "bad_request", "does not know: it knows input, type");
    wrong("GET", "/status?SECRET=1", "", "bad_request", "takes no parameters");
    wrong("GET", "/messages/1/diff", "", "bad_request", "'of' is missing");
    wrong("POST", "/resend", R"({"outputs":"SECRET","reason":"x"})", "bad_request", "'outputs' is a list of texts");
    wrong("POST", "/resend", R"({"outputs":[1],"reason":"x"})", "bad_request", "'outputs' is a list of texts");
    wrong("POST", "/resend", R"(["SECRET"])", "bad_request", "JSON object");
    wrong("POST", "/resend", R"({"outputs":["a"],)", "bad_request", "JSON object");
    wrong("POST", "/outputs/a/hold", R"({"reason":""})", "needs_reason", "say why");
    wrong("POST", "/outputs/a/hold?reason=SECRET", "", "bad_request", "body");
    wrong("GET", "/config/files/SECRET", "", "not_found", "number");
    wrong("GET", "/SECRET", "", "not_found", "openapi.json");
    wrong("PUT", "/status", "", "wrong_method", "GET");
    CHECK(at.asked_of.empty());
}

TEST_CASE("a change by cookie must come from our own pages") {
    served at;
    const auto login = at.log_in(access::role::operator_).fields;
    const auto hold = [&](const std::map<std::string, std::string>& fields) {
        return served::code_of(at.ask("POST", "/outputs/a/hold", R"({"reason":"x"})", fields));
    };
    CHECK(hold(login).empty());
    CHECK(hold(without(login, "x-csrf-token")) == "bad_csrf");
    CHECK(hold(with(login, "x-csrf-token", "another")) == "bad_csrf");
    CHECK(hold(with(login, "sec-fetch-site", "cross-site")) == "bad_csrf");
    CHECK(hold(with(login, "sec-fetch-site", "same-origin")).empty());
    auto from = with(login, "host", "vagus.local:8080");
    CHECK(hold(with(from, "origin", "https://vagus.local:8080")).empty());
    CHECK(hold(with(from, "origin", "https://evil.example")) == "bad_csrf");
    CHECK(hold(with(from, "origin", "null")) == "bad_csrf");
}

TEST_CASE("a change of the configuration names the one that was looked at") {
    served at;
    const auto login = at.log_in(access::role::admin).fields;
    CHECK(at.ask("GET", "/config", {}, login).head.fields.find("ETag: \"rev1\"\r\n") != std::string::npos);
    const auto reload = [&](const std::map<std::string, std::string>& fields) {
        return at.ask("POST", "/config/reload", R"({"reason":"x"})", fields);
    };
    CHECK(served::code_of(reload(login)) == "needs_revision");
    const auto other = reload(with(login, "if-match", "\"rev0\""));
    CHECK(other.head.status == 412);
    CHECK(served::code_of(other) == "revision_changed");
    CHECK(at.asked_of.size() == 1);
    CHECK(reload(with(login, "if-match", "\"rev1\"")).head.status == 200);
}

TEST_CASE("what a verb refuses is a problem with its code, and is written down") {
    served at;
    const auto login = at.log_in(access::role::operator_).fields;
    at.answer = refusal("there is no output 'a'", "not_found");
    auto told = at.ask("POST", "/outputs/a/hold", R"({"reason":"x"})", login);
    CHECK(told.head.status == 404);
    CHECK(detail_of(told) == "there is no output 'a'");
    REQUIRE(at.seen.size() == 2);
    CHECK(at.seen[0].result == "ok");
    CHECK(at.seen[1].result == "failed 404");
    at.answer = refusal("it is held already");
    CHECK(at.ask("POST", "/outputs/a/hold", R"({"reason":"x"})", login).head.status == 409);
}

TEST_CASE("nothing is done that cannot be written down") {
    served at;
    at.witnessed = false;
    const auto login = at.log_in(access::role::operator_).fields;
    const auto told = at.ask("POST", "/outputs/a/hold", R"({"reason":"x"})", login);
    CHECK(told.head.status == 503);
    CHECK(served::code_of(told) == "not_audited");
    CHECK(at.asked_of.empty());
    CHECK(at.ask("GET", "/status", {}, login).head.status == 200);     // is not written down
    CHECK(at.ask("DELETE", "/session", {}, login).head.status == 200); // only an end is not put off
    CHECK(at.ask("GET", "/status", {}, login).head.status == 401);
}

TEST_CASE("people log in by password or token, and out") {
    served at;
    auto told = at.ask("POST", "/session", R"({"user":"operator","password":"correct horse battery"})");
    REQUIRE(told.head.status == 200);
    const auto start = told.head.fields.find("vagus_session=");
    REQUIRE(start != std::string::npos);
    const auto cookie = told.head.fields.substr(start, told.head.fields.find(';', start) - start);
    CHECK(told.head.fields.find("HttpOnly; SameSite=Strict") != std::string::npos);
    const auto who = boost::json::parse(told.head.body).as_object();
    CHECK(who.at("role") == "operator");
    CHECK(at.seen.at(0).what == "login");
    CHECK(at.seen.at(0).who == "operator");
    const std::map<std::string, std::string> fields{{"cookie", cookie},
                                                    {"x-csrf-token", std::string{who.at("csrf").as_string()}}};
    CHECK(at.ask("GET", "/session", {}, fields).head.status == 200);
    CHECK(at.ask("GET", "/status", {}, fields).head.status == 200);
    CHECK(at.ask("DELETE", "/session", {}, fields).head.status == 200);
    CHECK(at.ask("GET", "/status", {}, fields).head.status == 401);

    CHECK(at.ask("POST", "/session", R"({"user":"operator","password":"another one here"})").head.status == 401);
    CHECK(at.seen.back().what == "login.failed");
    CHECK(at.seen.back().who == "operator");
    CHECK(at.ask("POST", "/session", "{}").head.status == 400);
    const auto token = at.people.add_token("program", access::role::viewer, "test", 0);
    CHECK(at.ask("POST", "/session", R"({"token":")" + token->text + "\"}").head.status == 200);
}

TEST_CASE("guessing is slowed down") {
    access::test::moved_clock now;
    served at{now};
    std::uint32_t last = 0;
    for (int i = 0; i < 12; ++i)
        last = at.ask("POST", "/session", R"({"user":"admin","password":"guess number one"})").head.status;
    CHECK(last == 429);

    // What was looked at is in the audit, and of the rest the first.
    const auto refused = [&](const char* result) {
        return std::ranges::count_if(at.seen, [&](const auto& each) { return each.result == result; });
    };
    const auto looked_at = refused("failed 401");
    CHECK(looked_at < 12);
    CHECK(refused("failed 429") == 1);
    CHECK(at.deeds.back() == deed::seen); // nobody waits for the disk
    for (int i = 0; i < 5; ++i) CHECK(at.ask("POST", "/session", "{}").head.status == 400);
    CHECK(static_cast<std::ptrdiff_t>(at.seen.size()) == looked_at + 1);
    now.pass(unseen_every);
    CHECK(at.ask("POST", "/session", "{}").head.status == 400);
    CHECK(at.seen.back().result == "failed 400");
    CHECK(at.seen.back().about ==
          std::vector<std::pair<std::string, std::string>>{{"others", std::to_string(12 - looked_at - 1 + 5)}});
}

TEST_CASE("users are added, changed and removed, and a change ends their sessions") {
    served at;
    const auto admin = at.log_in(access::role::admin).fields;
    const auto added =
        at.ask("POST", "/users", R"({"name":"ada","role":"viewer","password":"correct horse battery"})", admin);
    CHECK(added.head.status == 201);
    CHECK(at.ask("POST", "/users", R"({"name":"ada","role":"viewer","password":"correct horse battery"})", admin)
              .head.status == 409);
    CHECK(at.ask("POST", "/users", R"({"name":"eve","role":"queen","password":"correct horse battery"})", admin)
              .head.status == 400);
    CHECK(at.ask("POST", "/users", R"({"name":"eve","role":"viewer","password":"short"})", admin).head.status == 400);
    const auto opened = at.sessions.open("ada", access::role::viewer, "127.0.0.1");
    const std::map<std::string, std::string> ada{{"cookie", "vagus_session=" + opened->id}};
    CHECK(at.ask("GET", "/status", {}, ada).head.status == 200);
    CHECK(at.ask("POST", "/users/ada/role", R"({"role":"support"})", admin).head.status == 200);
    CHECK(at.ask("GET", "/status", {}, ada).head.status == 401);
    CHECK(at.ask("GET", "/users", {}, admin).head.body.find(R"("name":"ada","role":"support")") != std::string::npos);
    // Upper and lower case are one person's name.
    const auto again = at.sessions.open("ada", access::role::support, "127.0.0.1");
    CHECK(at.ask("POST", "/users/ADA/role", R"({"role":"viewer"})", admin).head.status == 200);
    CHECK_FALSE(at.sessions.look(again->id));
    CHECK(at.ask("DELETE", "/users/ada", {}, admin).head.status == 200);
    CHECK(at.ask("DELETE", "/users/ada", {}, admin).head.status == 404);
}

TEST_CASE("a token that is removed takes its sessions along") {
    served at;
    const auto admin = at.log_in(access::role::admin).fields;
    const auto token = at.people.add_token("program", access::role::viewer, "test", 0);
    const auto told = at.ask("POST", "/session", R"({"token":")" + token->text + "\"}");
    REQUIRE(told.head.status == 200);
    const auto start = told.head.fields.find("vagus_session=");
    const std::map<std::string, std::string> fields{
        {"cookie", told.head.fields.substr(start, told.head.fields.find(';', start) - start)}};
    CHECK(at.ask("GET", "/status", {}, fields).head.status == 200);
    CHECK(at.ask("DELETE", "/tokens/" + token->what.id, {}, admin).head.status == 200);
    CHECK(at.ask("GET", "/status", {}, fields).head.status == 401);
}

TEST_CASE("a user who is disabled is out at once, and comes in again when enabled") {
    served at;
    const auto admin = at.log_in(access::role::admin).fields;
    const auto support = at.log_in(access::role::support).fields;
    const auto login = R"({"user":"support","password":"correct horse battery"})";
    CHECK(served::code_of(at.ask("POST", "/users/support/disable", "{}", admin)) == "needs_reason");
    CHECK(at.ask("GET", "/status", {}, support).head.status == 200);
    CHECK(at.ask("POST", "/users/Support/disable", R"({"reason":"on leave"})", admin).head.status == 200);
    CHECK(at.ask("GET", "/status", {}, support).head.status == 401);
    // A stranger is not told that there is such a user.
    const auto refused = at.ask("POST", "/session", login);
    const auto nobody = at.ask("POST", "/session", R"({"user":"nobody","password":"correct horse battery"})");
    CHECK(refused.head.status == 401);
    CHECK(refused.head.body == nobody.head.body);
    CHECK(at.ask("GET", "/users", {}, admin).head.body.find(R"("role":"support","disabled":true)") !=
          std::string::npos);
    const auto written = std::ranges::find(at.seen, "user.disable", &audit::entry::what);
    REQUIRE(written != at.seen.end());
    CHECK(written->who == "admin");
    CHECK(written->reason == "on leave");
    CHECK(written->about == std::vector<std::pair<std::string, std::string>>{{"name", "Support"}});

    CHECK(at.ask("POST", "/users/support/enable", R"({"reason":"back"})", admin).head.status == 200);
    CHECK(at.ask("POST", "/session", login).head.status == 200);
    CHECK(at.ask("POST", "/users/nobody/disable", R"({"reason":"x"})", admin).head.status == 404);
}

TEST_CASE("the last admin who may log in cannot be disabled") {
    served at;
    const auto admin = at.log_in(access::role::admin).fields;
    CHECK(at.ask("POST", "/users/admin/disable", R"({"reason":"x"})", admin).head.status == 409);
    REQUIRE(at.people.add("other", test::password, access::role::admin, "test"));
    CHECK(at.ask("POST", "/users/other/disable", R"({"reason":"x"})", admin).head.status == 200);
    CHECK(at.ask("POST", "/users/admin/disable", R"({"reason":"x"})", admin).head.status == 409);
    CHECK(at.ask("POST", "/users/other/enable", R"({"reason":"x"})", admin).head.status == 200);
    CHECK(at.ask("POST", "/users/admin/disable", R"({"reason":"x"})", admin).head.status == 200);
    CHECK(at.ask("GET", "/status", {}, admin).head.status == 401);
}

TEST_CASE("a session opened with a token ends when the token does") {
    access::test::moved_clock time;
    served at{time};
    const auto token = at.people.add_token("program", access::role::viewer, "test", time.wall() + 60'000'000);
    const auto told = at.ask("POST", "/session", R"({"token":")" + token->text + "\"}");
    REQUIRE(told.head.status == 200);
    const auto start = told.head.fields.find("vagus_session=");
    const std::map<std::string, std::string> fields{
        {"cookie", told.head.fields.substr(start, told.head.fields.find(';', start) - start)}};
    time.pass(std::chrono::seconds{60} - std::chrono::microseconds{1});
    CHECK(at.ask("GET", "/status", {}, fields).head.status == 200);
    time.pass(std::chrono::microseconds{1});
    CHECK(at.ask("GET", "/status", {}, fields).head.status == 401);
}

TEST_CASE("whoever listens does so as long as what let them in is good") {
    access::test::moved_clock time;
    served at{time};
    // What an answer that takes long is asked for by.
    std::optional<caller> who;
    const auto let_in = [&](doorkeeper& door, const std::string& authorization) {
        request made;
        made.authorization = authorization;
        const auto run = [](doorkeeper& by, const request& what,
                            std::optional<caller>& into) -> boost::asio::awaitable<void> {
            auto let = co_await by.let_in(what, false);
            if (let) into = std::move(*let);
        };
        who.reset();
        runtime::task_group tasks{at.context, no_report()};
        tasks.spawn("test", run(door, made, who));
        at.context.restart();
        at.context.run();
        REQUIRE(who);
    };
    const auto forever = at.people.add_token("removed", access::role::viewer, "test", 0);
    let_in(at.door, "Bearer " + forever->text);
    time.pass(std::chrono::hours{24 * 365});
    CHECK(at.door.still_lets_in(*who));
    REQUIRE(at.people.remove_token(forever->what.id));
    CHECK_FALSE(at.door.still_lets_in(*who));

    const auto expires = at.people.add_token("expires", access::role::viewer, "test", time.wall() + 5);
    let_in(at.door, "Bearer " + expires->text);
    time.pass(std::chrono::microseconds{4});
    CHECK(at.door.still_lets_in(*who));
    time.pass(std::chrono::microseconds{1});
    CHECK_FALSE(at.door.still_lets_in(*who));

    references others;
    others.of_token = [&](std::string_view) {
        return std::optional{access::stranger{"ada", access::role::viewer, time.wall() + 5}};
    };
    doorkeeper door{at.people, at.sessions, at.context, time, [](access::role) { return false; }, others};
    let_in(door, "Bearer a.b.c");
    time.pass(std::chrono::microseconds{4});
    CHECK(door.still_lets_in(*who));
    time.pass(std::chrono::microseconds{1});
    CHECK_FALSE(door.still_lets_in(*who));
}

TEST_CASE("the OpenAPI document has every endpoint, every schema it names, and every code") {
    const auto whole = openapi();
    const auto& paths = whole.at("paths").as_object();
    std::set<std::string> ids;
    for (const auto& each : endpoints()) {
        INFO(each.id);
        CHECK(ids.insert(std::string{each.id}).second);
        const auto* path = paths.if_contains(std::string{api_root} + std::string{each.path});
        REQUIRE(path != nullptr);
        if (!each.answer.empty()) CHECK(schemas().contains(each.answer));
    }
    const auto text = boost::json::serialize(whole);
    constexpr std::string_view mark = "#/components/schemas/";
    const auto& known = whole.at("components").at("schemas").as_object();
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
        const auto from = at + mark.size();
        INFO(text.substr(from, text.find('"', from) - from));
        CHECK(known.contains(text.substr(from, text.find('"', from) - from)));
    }
    for (const auto& each : problem_codes())
        CHECK(text.find("\"" + std::string{each.code} + "\"") != std::string::npos);
}

TEST_CASE("a path has its limits") {
    request into;
    CHECK(read_target("/a/b", "x=1&y=%20", into));
    CHECK(into.query.at(1).second == " ");
    CHECK_FALSE(read_target("/1/2/3/4/5/6/7/8/9", "", into));
    std::string many = "a=1";
    for (int i = 0; i < 64; ++i) many += "&a=1";
    CHECK_FALSE(read_target("/", many, into));
    CHECK_FALSE(read_target("no path", "", into));
}

} // namespace vagus::admin::http
