// A call of `calls:`: a question to another system about a message, over HTTP.
#pragma once

#include "config/fields.hpp"
#include "engine/deliver/web/client.hpp"
#include "routes/needs.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vagus::deliver {

struct call : web_settings {
    web_template url;
    std::string method = "GET";
    std::vector<config::named<routes::written<expr::text_template>>> headers;
    routes::written<std::string> body;
    std::vector<std::int64_t> not_found{404};
    config::duration within{std::chrono::seconds{10}};
    std::int64_t in_flight = 4;
};
[[nodiscard]] const config::fields<call>& call_fields();
// What it wants of a message.
[[nodiscard]] routes::content wants(const call& of);

// What an answer with this status means for whoever asked. Failures are in words, without values.
[[nodiscard]] routes::answer read_answer(const call& how, const http_answer& came);

} // namespace vagus::deliver
