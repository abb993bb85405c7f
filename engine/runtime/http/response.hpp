// HTTP/1.1 from a server's side: an answer as bytes. Pure. Source: RFC 9110, RFC 9112.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace vagus::http {

struct response {
    std::uint32_t status = 200;
    std::string body{};
    std::string fields{}; // further lines of the head, each with its end
};

[[nodiscard]] std::string to_bytes(const response& what, bool keep_alive);
// "Not Found"; of a status that is not known "Error".
[[nodiscard]] std::string_view reason_of(std::uint32_t status);

} // namespace vagus::http
