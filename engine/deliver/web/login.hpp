// `auth:` of outputs over HTTP: how we say who we are. Source: RFC 7617 (basic), RFC 6750 (bearer), RFC 6749
// section 4.4 (OAuth 2.0 client credentials), RFC 7523 (a signed assertion in place of the secret).
#pragma once

#include "config/fields.hpp"
#include "engine/deliver/web/address.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::deliver {

struct basic_login {
    std::string user;
    std::string password;
};

struct oauth2_client {
    enum class place : std::uint8_t { header, body };
    web_address token_url;
    std::string client_id;
    std::string client_secret; // or
    std::string private_key;   // PEM
    std::string key_id;        // of the key, where the server knows several
    std::vector<std::string> scopes;
    place secret_in = place::header;
};

struct login { // one of them, or none
    std::optional<basic_login> basic;
    std::string bearer;
    std::optional<oauth2_client> oauth2;
};
[[nodiscard]] config::type<login> login_type();
[[nodiscard]] const config::fields<login>& login_fields();
[[nodiscard]] const config::fields<oauth2_client>& oauth2_fields();

// `Authorization:` of a name and password.
[[nodiscard]] std::string basic_authorization(std::string_view user, std::string_view password);

// The body of a token request; with the secret where it belongs there, or with the assertion.
[[nodiscard]] std::string token_request(const oauth2_client& client, std::string_view assertion = {});

struct access_token {
    std::string text;
    std::chrono::seconds usable{0};
};
// What a token server answered. The error is in its own words where those are a code (`invalid_client`).
[[nodiscard]] result<access_token, std::string> read_token(std::uint32_t status, std::string_view body);
// Of a life of so many seconds, those it may be used for: a token that ends on its way is a refused message.
[[nodiscard]] std::chrono::seconds usable_for(std::chrono::seconds life);

} // namespace vagus::deliver
