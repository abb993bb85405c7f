// HTTP input: a port to which messages are posted. Source: HL7 over HTTP (HAPI, draft 1.0); RFC 9110, RFC 9112.
#pragma once

#include "engine/listen/input.hpp"
#include "engine/listen/port_terms.hpp"
#include "engine/listen/reading.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace vagus::listen {

struct http_basic {
    std::string user;
    std::string password;
};
struct http_login { // one of them
    std::optional<http_basic> basic;
    std::string bearer;
};

struct http_listener : port_terms, reading_terms {
    http_listener() { idle_timeout = std::chrono::minutes{2}; }

    enum class statuses : std::uint8_t {
        by_code,   // 200 for AA and CA, 500 for AE and CE, 400 for AR and CR: as HAPI's servers do
        always_ok, // 200 for every answer: the letter of the specification
    };
    std::string path = "/";
    std::uint64_t max_message = 16U << 20U;
    config::duration request_timeout{std::chrono::minutes{1}};
    std::optional<http_login> auth; // nothing: anybody
    statuses status = statuses::by_code;
};

struct http_input final : input {
    http_listener http;

    [[nodiscard]] std::unique_ptr<receiver> open(intake::source from, const surroundings& around) const override;
    [[nodiscard]] std::string_view kind() const override { return "http"; }
    [[nodiscard]] std::uint64_t largest_message() const override { return http.max_message; }
    [[nodiscard]] const config::endpoint* listens() const override { return &http.listen; }
    [[nodiscard]] charset::policy reading() const override { return http.policy(); }
    [[nodiscard]] hl7::strictness parsing() const override { return http.parse; }
    [[nodiscard]] const tls::input_terms* secured() const override { return http.tls ? &*http.tls : nullptr; }
};

[[nodiscard]] const config::fields<http_input>& http_input_fields();
[[nodiscard]] const config::fields<http_listener>& http_listener_fields();
[[nodiscard]] const config::fields<http_login>& http_login_fields();

} // namespace vagus::listen
