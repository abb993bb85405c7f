// What a request is answered with, and whether it is taken at all: pure decisions.
// Source: HL7 over HTTP (HAPI, draft 1.0), sections 2.4 and 2.6; RFC 9110.
#pragma once

#include "engine/intake/intake.hpp"
#include "engine/listen/http.hpp"
#include "engine/runtime/http/request_reader.hpp"
#include "engine/runtime/http/response.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::listen::http {

// A sender that could not be served may come again after this many seconds.
inline constexpr int again_after_s = 10;

using answer = vagus::http::response;

// Why the request with this head is not taken; nothing: its body may come.
[[nodiscard]] std::optional<answer> refusal(const vagus::http::request_head& head, const http_listener& how);
[[nodiscard]] answer in_words(std::uint32_t status, std::string_view words, std::string fields = {});
// `no_room`: the message may come again.
[[nodiscard]] answer no_room(std::string_view words);

// What the sender of a message hears. `type`: the Content-Type of its request.
[[nodiscard]] answer answer_to(const intake::verdict& said, std::string_view type, const http_listener& how);

} // namespace vagus::listen::http
