#include "engine/deliver/call.hpp"

#include "base/limits.hpp"
#include "engine/deliver/http.hpp"
#include "routes/bodies/json.hpp"

#include <algorithm>
#include <string_view>

namespace vagus::deliver {
using namespace std::chrono_literals;

namespace {

// It is stored with the message: one value or two are wanted of it.
constexpr std::uint64_t longest_answer = limits::MiB;
constexpr std::int64_t most_in_flight = 64;
constexpr std::uint32_t no_content = 204;

void check_call(const call& read, const config::node& map, config::reading& context) {
    check_terms(read.url.server, read, map, context);
    const auto& body = read.body.value;
    if (read.method == "GET" && !body.empty())
        context.found.error(map.find("body")->key_at, "VG1333", "a GET has no body", "say method: POST");
    if (read.method == "POST" && (body.empty() || body == "raw"))
        context.found.error(map, "VG1333", "a POST asks with a body",
                            "name one of `bodies:` that is JSON, such as body: patient_query");
    if (read.max_answer > longest_answer)
        context.found.error(map.find("max_answer")->value, "VG1333", "an answer may have 1 MiB at most",
                            "it is stored with the message: ask for less");
}

routes::answer failed(std::string why) {
    return {routes::answer::kind::failed, std::move(why)};
}

} // namespace

const config::fields<call>& call_fields() {
    static const auto stated =
        config::fields<call>{"call", "Asks another system about a message, over HTTP/1.1. Redirects are not followed."}
            .required("url", &call::url, web_url_template(),
                      "Where to. Scheme and host are written out; values in what follows are percent-encoded, and none "
                      "may be empty.")
            .optional("method", &call::method, config::choice<std::string>({{"GET", "GET"}, {"POST", "POST"}}),
                      "Method of the request. It is repeated where nobody knows what became of it: it must change "
                      "nothing there.")
            .optional("headers", &call::headers, config::map_of(routes::as_written(config::templated()), header_name()),
                      "Further headers.")
            .optional("body", &call::body, routes::as_written(config::name()),
                      "Of a POST: the name of a body, sent as JSON.")
            .optional("not_found", &call::not_found, config::list_or_one(config::integer(200, 599)),
                      "Statuses that say: there is nothing of it. So does 204.")
            .optional("within", &call::within, config::time_span(100ms, 1min),
                      "How long a message waits for the answer, with all that comes before it.")
            .optional("in_flight", &call::in_flight, config::integer(1, most_in_flight),
                      "Requests at once, over as many connections; further messages wait for their turn.")
            .include(web_settings_fields())
            .check(check_call);
    return stated;
}

routes::content wants(const call& of) {
    routes::content made{of.body, {}};
    made.attributes.push_back({std::string{routes::call_target}, of.url.target, true, percent_encoded});
    for (const auto& each : of.headers) made.attributes.push_back({std::string{header_prefix} + each.name, each.value});
    return made;
}

routes::answer read_answer(const call& how, const http_answer& came) {
    const bool nothing =
        came.status == no_content || std::ranges::find(how.not_found, came.status) != how.not_found.end();
    if (nothing) return {routes::answer::kind::nothing, {}};
    if (came.status / 100 != 2)
        return failed("it answered HTTP " + std::to_string(came.status) +
                      (came.status / 100 == 3 ? "; redirects are not followed" : ""));
    if (auto read = routes::bodies::json::read(came.body); !read) return failed("its answer is " + read.error());
    return {routes::answer::kind::found, came.body};
}

} // namespace vagus::deliver
