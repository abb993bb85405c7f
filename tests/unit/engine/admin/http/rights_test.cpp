// Every endpoint by every role, without a login and by a token: the list is what is served.
#include "engine/admin/http/problem.hpp"
#include "tests/unit/engine/admin/http/served.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace vagus::admin::http {
namespace {

using test::served;

// The path with something in the place of its parameters.
std::string path_of(const endpoint& one) {
    std::string made{one.path};
    for (auto open = made.find('{'); open != std::string::npos; open = made.find('{'))
        made.replace(open, made.find('}') - open + 1, "1");
    return made;
}

std::string body_of(const endpoint& one) {
    if (one.method == "GET" || one.method == "DELETE") return {};
    boost::json::object body;
    for (const auto& each : one.takes) {
        if (!each.required) continue;
        if (each.is == kind::text) body[each.name] = each.name == "role" ? "viewer" : "x";
        if (each.is == kind::number) body[each.name] = 1;
        if (each.is == kind::texts) body[each.name] = boost::json::array{"x"};
    }
    return boost::json::serialize(body);
}

std::string query_of(const endpoint& one) {
    std::string made;
    if (one.method == "GET")
        for (const auto& each : one.takes)
            if (each.required) made += (made.empty() ? "?" : "&") + std::string{each.name} + "=x";
    return made;
}

reply asked(served& at, const endpoint& one, std::map<std::string, std::string> fields, std::string token = {}) {
    if (one.by_revision) fields["if-match"] = "\"rev1\"";
    return at.ask(one.method, path_of(one) + query_of(one), body_of(one), std::move(fields), std::move(token));
}

} // namespace

TEST_CASE("nobody gets anything without a login but what says so") {
    served at;
    for (const auto& one : endpoints()) {
        INFO(one.method << " " << one.path);
        const auto told = asked(at, one, {});
        if (one.needs) {
            CHECK(told.head.status == 401);
            CHECK(served::code_of(told) == "not_logged_in");
        } else {
            CHECK((one.id == "login" || one.id == "whoAmI" || one.id == "openapi"));
        }
    }
    CHECK(at.asked_of.empty());
}

TEST_CASE("each role may do what its rights say, by cookie and by token, and nothing else") {
    for (const auto is : access::all_roles) {
        served at;
        const auto token = at.people.add_token("program", is, "test", 0);
        REQUIRE(token);
        for (const auto& one : endpoints()) {
            if (!one.needs || one.id == "logout") continue;
            INFO(access::name_of(is) << ": " << one.method << " " << one.path);
            const bool may = access::may(is, *one.needs);
            const auto login = at.log_in(is);
            for (const bool by_token : {false, true}) {
                const auto before = at.asked_of.size();
                const auto told = by_token ? asked(at, one, {}, "Bearer " + token->text) : asked(at, one, login.fields);
                CHECK((told.head.status == 403) == !may);
                CHECK(told.head.status != 401);
                if (!may) CHECK(served::code_of(told) == "forbidden");
                CHECK((at.asked_of.size() > before) == (may && !one.verb.empty()));
            }
        }
    }
}

TEST_CASE("what is refused for want of a right is written down") {
    served at;
    const auto told = at.ask("POST", "/outputs/pas/hold", R"({"reason":"x"})", at.log_in(access::role::viewer).fields);
    CHECK(told.head.status == 403);
    REQUIRE(at.seen.size() == 1);
    CHECK(at.seen[0].who == "viewer");
    CHECK(at.seen[0].what == "denied");
    CHECK(at.seen[0].result == "forbidden");
}

TEST_CASE("whoever was refused a message, the audit did not say which") {
    using about = std::vector<std::pair<std::string, std::string>>;
    served at;
    const auto viewer = at.log_in(access::role::viewer).fields;
    CHECK(served::code_of(at.ask("GET", "/messages/1/bytes", {}, viewer)) == "forbidden");
    CHECK(at.seen.back().about == about{{"message", "1"}, {"endpoint", "messageBytes"}});
    CHECK(served::code_of(at.ask("POST", "/messages/2/edit", "no JSON", viewer)) == "forbidden");
    CHECK(at.seen.back().about == about{{"message", "2"}, {"endpoint", "editMessage"}});
    CHECK(served::code_of(at.ask("POST", "/resend", R"({"ids":["3","4"],"outputs":["pas"],"reason":"x"})", viewer)) ==
          "forbidden");
    CHECK(at.seen.back().about == about{{"message", "3 4"}, {"to", "pas"}, {"endpoint", "resend"}});
    CHECK(served::code_of(at.ask("GET", "/messages/5/explain?values=true", {}, viewer)) == "forbidden");
    CHECK(at.seen.back().about == about{{"message", "5"}, {"endpoint", "explainMessage"}});
    CHECK(at.asked_of.empty());
}

TEST_CASE("a message that is not there was revealed all the same") {
    served at;
    const auto viewer = at.log_in(access::role::viewer).fields;
    const auto told = at.ask("POST", "/messages/gone/reveal", R"({"reason":"an emergency"})", viewer);
    CHECK(told.head.status == 404);
    CHECK(served::code_of(told) == "not_found");
    CHECK(at.ask("GET", "/messages/1/bytes", {}, viewer).head.status == 403);
    REQUIRE(at.seen.size() == 3);
    CHECK(at.seen[1].result == "failed 404");
}

TEST_CASE("values are for roles that may see them, and for a session in which they were revealed") {
    served at;
    auto login = at.log_in(access::role::viewer);
    CHECK(at.ask("GET", "/messages/1/bytes", {}, login.fields).head.status == 403);
    CHECK(at.ask("GET", "/messages/1", {}, login.fields).head.status == 200);
    CHECK_FALSE(at.asked_of.back().second.at("values").as_bool());

    CHECK(served::code_of(at.ask("POST", "/messages/1/reveal", "{}", login.fields)) == "needs_reason");
    CHECK(at.ask("POST", "/messages/1/reveal", R"({"reason":"an emergency"})", login.fields).head.status == 200);
    CHECK(at.ask("GET", "/messages/1/bytes", {}, login.fields).head.status == 200);
    CHECK(at.asked_of.back().second.at("values").as_bool());
    const auto revealed = std::ranges::find(at.seen, "values.reveal", &audit::entry::what);
    REQUIRE(revealed != at.seen.end());
    CHECK(revealed->reason == "an emergency");
    CHECK(revealed->about == std::vector<std::pair<std::string, std::string>>{{"message", "1"}});
    CHECK(at.seen.back().result == "values");

    const auto other = at.log_in(access::role::viewer);
    CHECK(at.ask("GET", "/messages/1/bytes", {}, other.fields).head.status == 403);
    CHECK(at.ask("GET", "/messages/1/bytes", {}, at.log_in(access::role::support).fields).head.status == 200);
}

TEST_CASE("values may be asked for masked, and not by who may not see them") {
    served at;
    const auto support = at.log_in(access::role::support).fields;
    for (const char* path : {"/messages/1/explain?values=false", "/messages/1/diff?of=pas&values=false"}) {
        CHECK(at.ask("GET", path, {}, support).head.status == 200);
        CHECK_FALSE(at.asked_of.back().second.at("values").as_bool());
        CHECK(at.seen.back().result == "masked");
    }
    CHECK(at.ask("GET", "/messages/1/explain?values=true", {}, support).head.status == 200);
    CHECK(at.asked_of.back().second.at("values").as_bool());
    CHECK(at.seen.back().result == "values");

    const auto asked = at.asked_of.size();
    const auto viewer = at.log_in(access::role::viewer).fields;
    CHECK(served::code_of(at.ask("GET", "/messages/1/explain?values=true", {}, viewer)) == "forbidden");
    CHECK(at.asked_of.size() == asked);
    CHECK(at.seen.back().what == "denied");
}

} // namespace vagus::admin::http
