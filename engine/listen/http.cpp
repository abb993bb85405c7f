#include "engine/listen/http.hpp"

#include "base/limits.hpp"
#include "engine/listen/http/session.hpp"
#include "engine/listen/port.hpp"
#include "engine/store/limits.hpp"

#include <utility>

namespace vagus::listen {
namespace {

using namespace std::chrono_literals;

const config::fields<http_basic>& basic_fields() {
    static const auto stated =
        config::fields<http_basic>{"basic", "User name and password."}
            .required("user", &http_basic::user, config::text(), "User name.")
            .required("password", &http_basic::password, config::text(), "Password, such as ${file:/run/secrets/x}.");
    return stated;
}

void one_way(const http_login& read, const config::node& map, config::reading& context) {
    if (read.basic.has_value() == read.bearer.empty()) return;
    context.found.error(map.at, "VG1331", "auth of an input is one way to log in: basic or bearer",
                        "leave `auth` out where anybody may send");
}

void begins_with_slash(const http_listener& read, const config::node& map, config::reading& context) {
    if (read.path.starts_with('/') && read.path.find_first_of("?# \t") == std::string::npos) return;
    context.found.error(map.at, "VG1332", "path of an http input begins with '/', and has no '?', '#' or blank",
                        "try: path: /hl7");
}

} // namespace

const config::fields<http_login>& http_login_fields() {
    static const auto stated =
        config::fields<http_login>{"auth", "Who may send: one of these."}
            .optional("basic", &http_login::basic, config::maybe(config::object(basic_fields)),
                      "`{ user: NAME, password: SECRET }`. Without `tls` anybody on the way can read it.")
            .optional("bearer", &http_login::bearer, config::text(), "A token, such as ${file:/run/secrets/x}.")
            .check(one_way);
    return stated;
}

const config::fields<http_listener>& http_listener_fields() {
    using statuses = http_listener::statuses;
    static const auto stated =
        config::fields<http_listener>{"http", "Receives HL7 v2 messages over HTTP/1.1, one a POST."}
            .include(port_fields())
            .optional("path", &http_listener::path, config::text(), "Where messages are posted to, such as /hl7.")
            .optional("max_message", &http_listener::max_message, config::size(limits::KiB, store::longest_body),
                      "Longest message accepted; a longer one is refused with 413.")
            .optional("request_timeout", &http_listener::request_timeout, config::time_span(100ms, 1h),
                      "How long a request may take from its first byte to its last.")
            .optional("auth", &http_listener::auth, config::maybe(config::object(http_login_fields)),
                      "Who may send. Without it, anybody who reaches the port.")
            .optional("status", &http_listener::status,
                      config::choice<statuses>({{"by_code", statuses::by_code}, {"always_ok", statuses::always_ok}}),
                      "Of an answer that is an acknowledgement. `by_code`: 200 for AA and CA, 500 for AE and CE, 400 "
                      "for AR and CR. `always_ok`: 200, and MSA-1 says the rest.")
            .include(reading_fields())
            .check(begins_with_slash);
    return stated;
}

std::unique_ptr<receiver> http_input::open(intake::source from, const surroundings& around) const {
    return open_port(std::move(from), http, around, [this](auto peer, auto& service, auto& box) {
        return std::make_unique<http::session>(std::move(peer), service, http, box);
    });
}

const config::fields<http_input>& http_input_fields() {
    static const auto stated =
        config::fields<http_input>{"http input", "Receives HL7 v2 messages over HTTP/1.1, one a POST."}
            .required("http", &http_input::http, config::object(http_listener_fields),
                      "Receives HL7 v2 messages over HTTP/1.1, one a POST.")
            .include(answering_input_fields());
    return stated;
}

} // namespace vagus::listen
