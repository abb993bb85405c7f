// The keys of an OpenID provider. Source: RFC 7517 (JSON Web Key), RFC 7518 section 6. Pure.
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::access {

enum class key_kind : std::uint8_t { rsa, p256, p384, p521 };

struct web_key {
    std::string id; // `kid`; may be empty
    key_kind kind = key_kind::rsa;
    std::string algorithm; // `alg`: the only one it is for; empty: any of its kind
    std::string pem;       // public
};
using key_set = std::vector<web_key>;

// A JWKS document. Keys that cannot be used here (another kind, for encryption, RSA under 2048 bits) are left out, as
// the RFC asks; a set without any other is an error.
[[nodiscard]] result<key_set, std::string> read_key_set(std::string_view json);

} // namespace vagus::access
