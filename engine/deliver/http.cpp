#include "engine/deliver/http.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;
using queue::attempt_result;

namespace {

// Name of what is stored with a delivery.
constexpr std::string_view target_name = "url";

class http_sender final : public queue::sender {
  public:
    http_sender(const http_output& how, const surroundings& around, std::shared_ptr<authorization> who,
                asio::io_context& context)
        : how_{how}
        , clock_{around.time}
        , client_{how.http.url.server, how.http, std::move(who), around.certificates, context} {}

    asio::awaitable<attempt_result> send(const store::queued_delivery& delivery) override {
        auto beside = routes::decode_attributes(delivery.attributes);
        if (!beside) co_return broken(beside.error());
        auto request = request_of(*beside, *delivery.body);
        const bool conditional = !value_of(request.fields, "If-Match").empty();
        auto came = co_await client_.exchange(std::move(request));
        if (!came) co_return attempt_of(std::move(came.error()));
        co_return attempt_of(*came, conditional, how_.on_status, seconds(clock_.wall()), came->body);
    }

    void stop() override { client_.stop(); }

  private:
    [[nodiscard]] http_request request_of(const routes::attributes& beside, const std::string& body) const {
        http_request made{how_.http.method, std::string{routes::value_of(beside, target_name)}, {}, body};
        made.fields.push_back({"Content-Type", how_.http.content_type.empty() ? usual_type() : how_.http.content_type});
        for (const auto& each : beside) {
            if (each.name.starts_with(header_prefix))
                made.fields.push_back({each.name.substr(header_prefix.size()), each.value});
        }
        return made;
    }

    [[nodiscard]] std::string usual_type() const {
        const auto& body = how_.http.body.value;
        return body.empty() || body == "raw" ? "application/hl7-v2" : "application/json";
    }

    // Nothing that a later try could mend.
    static attempt_result broken(std::string why) {
        attempt_result made;
        made.what = attempt_result::kind::answered;
        made.verdict = queue::judgement::dead_letter;
        made.bytes = std::move(why);
        return made;
    }

    static std::time_t seconds(wall_us now) { return static_cast<std::time_t>(now / 1'000'000); }

    const http_output& how_;
    const clock& clock_;
    web_client client_;
};

} // namespace

config::type<std::string> header_name() {
    static constexpr auto words = "the name of a header, such as X-Message-Id";
    static constexpr std::array<std::string_view, 10> ours{
        "authorization",   "connection", "content-encoding", "content-length", "content-type", "expect", "host",
        "accept-encoding", "te",         "transfer-encoding"};
    return {
        .read =
            [](const config::node& value, config::reading& context, std::string& into) {
                std::string low = value.text;
                for (auto& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
                const bool plain = !low.empty() && low.size() <= 64 && std::ranges::all_of(low, [](char c) {
                    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                });
                if (!plain || std::ranges::find(ours, low) != ours.end()) {
                    context.found.error(value, "VG1322",
                                        "'" + value.text +
                                            "' cannot be set here: letters, digits and '-', and none "
                                            "that has its own place",
                                        "Authorization stands under auth, Content-Type under content_type");
                    return false;
                }
                into = value.text;
                return true;
            },
        .show = [](const std::string& value) { return value; },
        .schema = [](config::definitions&) { return config::text_schema(words, "[A-Za-z0-9-]{1,64}"); },
        .words = words,
    };
}

const config::fields<http_receiver>& http_receiver_fields() {
    static const auto stated =
        config::fields<http_receiver>{"http",
                                      "Sends each message as a request over HTTP/1.1. Redirects are not followed."}
            .required("url", &http_receiver::url, web_url_template(),
                      "Where to. Scheme and host are written out; values in what follows are percent-encoded, and none "
                      "may be empty.")
            .optional("method", &http_receiver::method,
                      config::choice<std::string>({{"POST", "POST"}, {"PUT", "PUT"}, {"PATCH", "PATCH"}}),
                      "Method of the request.")
            .optional("headers", &http_receiver::headers,
                      config::map_of(routes::as_written(config::templated()), header_name()), "Further headers.")
            .optional("body", &http_receiver::body, routes::as_written(config::name()),
                      "`raw`: the message as the route left it; otherwise the name of a body.")
            .optional("content_type", &http_receiver::content_type, config::text(),
                      "Media type of the body; without it application/hl7-v2 for `raw`, else application/json.")
            .include(web_settings_fields())
            .check([](const http_receiver& read, const config::node& map, config::reading& context) {
                check_terms(read.url.server, read, map, context);
            });
    return stated;
}

const config::fields<http_output>& http_output_fields() {
    static const auto stated =
        config::fields<http_output>{"http output", "Sends each message as a request over HTTP."}
            .required("http", &http_output::http, config::object(http_receiver_fields),
                      "Sends each message as a request over HTTP/1.1. Redirects are not followed.")
            .optional("on_status", &http_output::on_status, queue::status_rules(),
                      "What statuses mean, such as { 409: retry, 429: retry_after, 5xx: retry, 4xx: dead_letter }; one "
                      "status goes before its class, and what is not named before that keeps its default.")
            .include(output_fields());
    return stated;
}

queue::opening http_output::open(const surroundings& around) const {
    return queue::make_sender{
        [this, around, who = std::shared_ptr<authorization>{}](asio::io_context& context) mutable {
            if (!who)
                who = std::make_shared<authorization>(http.auth, http, deliver::secured(http, around.certificates),
                                                      around.time, context);
            return std::make_unique<http_sender>(*this, around, who, context);
        }};
}

routes::content http_output::wants() const {
    routes::content made{http.body, {}};
    made.attributes.push_back({std::string{target_name}, http.url.target, true, percent_encoded});
    for (const auto& each : http.headers)
        made.attributes.push_back({std::string{header_prefix} + each.name, each.value});
    return made;
}

const tls::output_terms* http_output::secured() const {
    return http.tls ? &*http.tls : nullptr;
}

std::string http_output::where() const {
    return to_text(http.url.server);
}

} // namespace vagus::deliver
