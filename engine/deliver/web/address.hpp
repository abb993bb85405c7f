// Where a request goes: a server, and what is asked of it. The server is literal, so that no message chooses whom we
// talk to; what follows may hold values of the message, percent-encoded. Source: RFC 3986, RFC 9110 section 4.2.
#pragma once

#include "base/result.hpp"
#include "config/types.hpp"
#include "routes/written.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace vagus::deliver {

struct web_server {
    bool tls = false;
    std::string host; // IPv6 without its brackets
    std::uint16_t port = 0;
    bool operator==(const web_server&) const = default;
};
[[nodiscard]] std::string to_text(const web_server& server);    // "https://fhir.example.org:443"
[[nodiscard]] std::string host_field(const web_server& server); // as `Host:` has it

struct web_address {
    web_server server;
    std::string target; // "/r4/Patient?x=1": path and query, at least "/"
};
// http or https, without user name and fragment; the error says what is wrong with it, without the text itself.
[[nodiscard]] result<web_address, std::string> parse_web_address(std::string_view text);

struct web_template {
    web_server server;
    routes::written<expr::text_template> target;
};

// All but the unreserved characters of RFC 3986 as %XX: a value stays one part of a path or query. Empty for `.` and
// `..`, which a path cannot hold as a value, however written.
[[nodiscard]] std::string percent_encoded(std::string_view value);

[[nodiscard]] config::type<web_address> web_url();
// Scheme, host and the slash after it come before the first ${...}.
[[nodiscard]] config::type<web_template> web_url_template();

} // namespace vagus::deliver
