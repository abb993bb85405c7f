// HTTP output: each message is one request, and the status of its answer says what became of it.
// Source: RFC 9110, RFC 9112.
#pragma once

#include "engine/deliver/output.hpp"
#include "engine/deliver/web/client.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::deliver {

// What is stored beside a body as a header of the request.
inline constexpr std::string_view header_prefix = "header.";
// Of a header that people may set.
[[nodiscard]] config::type<std::string> header_name();

struct http_receiver : web_settings {
    web_template url;
    std::string method = "POST";
    std::vector<config::named<routes::written<expr::text_template>>> headers;
    routes::written<std::string> body;
    std::string content_type;
};

struct http_output final : output {
    http_receiver http;
    std::vector<queue::status_rule> on_status;

    [[nodiscard]] queue::opening open(const surroundings& around) const override;
    [[nodiscard]] routes::content wants() const override;
    [[nodiscard]] std::string where() const override;
    [[nodiscard]] std::optional<queue::judgement> judged(const told_answer& what) const override {
        return queue::judged(what.status, on_status);
    }
    [[nodiscard]] const tls::output_terms* secured() const override;
};

[[nodiscard]] const config::fields<http_output>& http_output_fields();
[[nodiscard]] const config::fields<http_receiver>& http_receiver_fields();

} // namespace vagus::deliver
