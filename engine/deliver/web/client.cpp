#include "engine/deliver/web/client.hpp"

#include "base/limits.hpp"
#include "engine/deliver/web/gzip.hpp"

#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t answer_kept = 64 * limits::KiB; // in the store, with the attempt
constexpr std::uint32_t unauthorized = 401;

} // namespace

const config::fields<http_bounds>& http_bounds_fields() {
    static const auto stated =
        config::fields<http_bounds>{"time-outs", "What bounds a request."}
            .optional("connect_timeout", &http_bounds::connect_timeout, config::time_span(100ms, 10min),
                      "How long a connection may take.")
            .optional("answer_timeout", &http_bounds::answer_timeout, config::time_span(100ms, 1h),
                      "How long the whole answer may take; then the connection is closed and the message tried again.")
            .optional("max_answer", &http_bounds::max_answer, config::size(limits::KiB, 64 * limits::MiB),
                      "Longest answer accepted, unpacked.");
    return stated;
}

const config::fields<web_settings>& web_settings_fields() {
    static const auto stated =
        config::fields<web_settings>{"web", "What outputs over HTTP have."}
            .optional("auth", &web_settings::auth, login_type(), "How we say who we are.")
            .optional("gzip", &web_settings::gzip, config::boolean(),
                      "Send bodies packed. Answers may always come packed.")
            .optional("tls", &web_settings::tls, config::maybe(config::object(tls::output_terms_fields)),
                      "Towards servers of https://; without it, what a browser would do.")
            .include(http_bounds_fields());
    return stated;
}

void check_terms(const web_server& to, const web_settings& how, const config::node& map, config::reading& context) {
    if (to.tls || !how.tls) return;
    context.found.error(map.find("tls")->key_at, "VG1326", "tls for a server of http://: nothing would be encrypted",
                        "write https:// in its URL, or leave out tls");
}

https secured(const web_settings& how, const tls::profiles& certificates) {
    return {certificates, how.tls.value_or(tls::output_terms{})};
}

web_client::web_client(web_server to, const web_settings& how, std::shared_ptr<authorization> who,
                       const tls::profiles& certificates, asio::io_context& context)
    : how_{how}
    , who_{std::move(who)}
    , client_{std::move(to), how, secured(how, certificates), context} {}

asio::awaitable<result<http_answer, http_failure>> web_client::exchange(http_request request) {
    std::string packed;
    if (how_.gzip && !request.body.empty()) {
        packed = gzipped(request.body);
        request.body = packed;
        request.fields.push_back({"Content-Encoding", "gzip"});
    }
    for (bool again = true;; again = false) { // at most twice
        auto field = co_await who_->field();
        if (!field) {
            field.error().unsent = again; // what its server was sent is nothing of the request
            co_return fail(std::move(field.error()));
        }
        auto asked = request;
        if (!field->empty()) asked.fields.push_back({"Authorization", *field});
        auto came = co_await client_.exchange(std::move(asked));
        if (!came && !again) came.error().unsent = false;
        const bool refused = came && came->status == unauthorized && again && who_->refused(*field);
        if (!refused) co_return came;
    }
}

void web_client::stop() {
    who_->stop();
    client_.stop();
}

void web_client::cut() {
    who_->stop();
    client_.cut();
}

queue::attempt_result attempt_of(http_failure failed) {
    using from = http_failure::kind;
    using to = queue::attempt_result::kind;
    queue::attempt_result made;
    switch (failed.what) {
    case from::connection: made.what = to::connection; break;
    case from::timeout: made.what = to::timeout; break;
    case from::unreadable: made.what = to::unreadable; break;
    case from::stopped: made.what = to::stopped; break;
    }
    made.bytes = std::move(failed.words);
    made.unsent = failed.unsent;
    return made;
}

queue::attempt_result attempt_of(const http_answer& answer, bool conditional,
                                 const std::vector<queue::status_rule>& rules, std::time_t now, std::string_view kept) {
    const auto meaning = queue::meaning_of(answer.status, conditional, rules);
    queue::attempt_result made;
    made.what = queue::attempt_result::kind::answered;
    made.status = answer.status;
    made.verdict = queue::to_judgement(meaning);
    if (meaning == queue::status_meaning::retry_after)
        made.hold = queue::hold_of(value_of(answer.fields, "Retry-After"), now).value_or(0ms);
    made.bytes = "HTTP " + std::to_string(answer.status) + "\n";
    if (const auto to = value_of(answer.fields, "Location"); answer.status / 100 == 3 && !to.empty())
        made.bytes += "redirects are not followed; this one leads to " + std::string{to} + "\n";
    made.bytes += kept.substr(0, answer_kept);
    if (kept.size() > answer_kept) made.bytes += "\n[cut off after 64 KiB]";
    return made;
}

} // namespace vagus::deliver
