#include "engine/app/commands/remote.hpp"

#include "base/clock.hpp"
#include "engine/admin/http/client_call.hpp"
#include "engine/admin/protocol.hpp"
#include "engine/deliver/web/http_client.hpp"
#include "engine/runtime/task_group.hpp"
#include "engine/runtime/tls/profiles.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <fstream>
#include <optional>
#include <utility>

namespace vagus::app {
namespace asio = boost::asio;
namespace json = boost::json;
using admin::no_answer;
using answered = result<deliver::http_answer, deliver::http_failure>;

namespace {

constexpr auto profile_name = "engine";

remote_engine& whom() {
    static remote_engine one;
    return one;
}

no_answer unreachable(std::string words) {
    return {no_answer::kind::unreachable, std::move(words)};
}

result<std::string, no_answer> token_of(const remote_engine& from) {
    if (from.token_file.empty())
        return fail(unreachable("say which token to use: --token-file FILE, or VAGUS_TOKEN_FILE"));
    std::ifstream file{from.token_file};
    std::string token;
    if (!file || !std::getline(file, token)) return fail(unreachable("cannot read a token in " + from.token_file));
    return token;
}

asio::awaitable<void> exchange(deliver::http_client& client, deliver::http_request request,
                               std::optional<answered>& into) {
    into = co_await client.exchange(std::move(request));
}

class conversation {
  public:
    conversation(const remote_engine& with, const deliver::web_address& where, std::string token)
        : token_{std::move(token)}
        , root_{where.target.ends_with('/') ? where.target.substr(0, where.target.size() - 1) : where.target}
        , certificates_{profiles_of(with), ".", system_clock(), no_report()}
        , client_{where.server, bounds_, {certificates_, terms_of(with)}, context_} {}

    result<void, std::string> begin() { return certificates_.start(); }

    answered say(const admin::http::client_call& what, const std::string& revision = {}) {
        deliver::http_request request;
        request.method = what.method;
        request.target = root_ + what.target;
        request.fields = {{"Authorization", "Bearer " + token_}, {"Accept", "application/json"}};
        if (!what.body.empty()) request.fields.push_back({"Content-Type", "application/json"});
        if (!revision.empty()) request.fields.push_back({"If-Match", revision});
        request.body = what.body;
        std::optional<answered> came;
        runtime::task_group tasks{context_, no_report()};
        tasks.spawn("ask", exchange(client_, std::move(request), came));
        context_.restart();
        while (!came) context_.run_one(); // timers of the connection, which is kept, would go on
        return std::move(*came);
    }

  private:
    static std::vector<config::named<tls::profile>> profiles_of(const remote_engine& with) {
        std::vector<config::named<tls::profile>> all;
        if (with.ca.empty()) return all;
        tls::profile made;
        made.ca.value = with.ca;
        auto& named = all.emplace_back();
        named.name = profile_name;
        named.value = std::move(made);
        return all;
    }

    static tls::output_terms terms_of(const remote_engine& with) {
        tls::output_terms made;
        if (!with.ca.empty()) made.use.value = profile_name;
        return made;
    }

    std::string token_;
    std::string root_;
    asio::io_context context_;
    tls::profiles certificates_;
    deliver::http_bounds bounds_{.max_answer = admin::answer_bytes};
    deliver::http_client client_;
};

result<json::object, no_answer> read(const answered& came) {
    if (!came) return fail(unreachable("the engine does not answer: " + came.error().words));
    boost::system::error_code failed;
    auto body = json::parse(came->body, failed);
    if (failed || !body.is_object())
        return fail(unreachable("what answers is no engine: status " + std::to_string(came->status)));
    auto& found = body.get_object();
    if (came->status < 300) return std::move(found);
    const auto* detail = found.if_contains("detail");
    const bool rights = came->status == 401 || came->status == 403;
    return fail(no_answer{rights ? no_answer::kind::no_right : no_answer::kind::refused,
                          detail != nullptr && detail->is_string() ? std::string{detail->get_string()}
                                                                   : "status " + std::to_string(came->status)});
}

} // namespace

const remote_engine& told_engine() {
    return whom();
}

void add_remote_options(CLI::App& to) {
    to.add_option("--engine", whom().url,
                  "An engine on another machine: the address of its API, such as https://vagus:8443")
        ->envname("VAGUS_ENGINE");
    to.add_option("--token-file", whom().token_file, "A file with the token to log in there with")
        ->envname("VAGUS_TOKEN_FILE");
    to.add_option("--ca", whom().ca, "PEM file of the authority that vouches for it")->envname("VAGUS_CA");
}

bool meant_elsewhere(std::string_view command) {
    if (whom().url.empty()) return false;
    fmt::print(stderr,
               "vagus {}: this reads files of this machine, and --engine (or VAGUS_ENGINE) says {}: run it there, or "
               "leave that out to look at the files here\n",
               command, whom().url);
    return true;
}

result<json::object, no_answer> ask_remote(const remote_engine& with, const json::object& request) {
    const auto where = deliver::parse_web_address(with.url);
    if (!where) return fail(unreachable("--engine: " + where.error()));
    auto token = token_of(with);
    if (!token) return fail(token.error());
    auto call = admin::http::call_of(request);
    if (!call) return fail(no_answer{no_answer::kind::refused, call.error()});
    conversation talk{with, *where, std::move(*token)};
    if (auto begun = talk.begin(); !begun) return fail(unreachable(begun.error()));
    std::string revision;
    if (call->by_revision) { // whoever is at the command line means what runs now
        const auto seen = talk.say({"GET", std::string{admin::http::api_root} + "/config", {}, false});
        auto shown = read(seen);
        if (!shown) return fail(shown.error());
        revision = deliver::value_of(seen->fields, "ETag");
    }
    auto answer = read(talk.say(*call, revision));
    if (answer) (*answer)["engine"] = admin::version;
    return answer;
}

} // namespace vagus::app
