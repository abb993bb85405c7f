// Bearer tokens of an OpenID provider (JWT). Source: RFC 7519, RFC 7515, RFC 8725 (best current practices). Pure: keys
// and time are parameters, so whoever calls fetches the provider's keys.
#pragma once

#include "base/result.hpp"
#include "engine/access/key_set.hpp"
#include "engine/access/strangers.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace vagus::access {

struct web_terms {
    std::string issuer;                // `iss`, letter by letter
    std::string audience;              // one of `aud`
    std::string role_claim = "groups"; // a name, or names with dots for a claim within claims (realm_access.roles)
    role_map roles;                    // what that claim may hold
};

// Looks like one: three parts with dots between. Tokens of ours never do.
[[nodiscard]] bool looks_like_web_token(std::string_view text);

// Who it says it is, once everything holds: signed with RS256/384/512 or ES256/384/512 by a key of the set (never
// `none`, never a shared secret), of this issuer for this audience, not expired (clock_skew is forgiven), of a role
// here. Otherwise why not, for the log; nothing of the token's is in it.
[[nodiscard]] result<stranger, std::string> verify(std::string_view token, const key_set& keys, const web_terms& terms,
                                                   std::chrono::seconds now);

} // namespace vagus::access
