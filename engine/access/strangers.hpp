// Which role somebody has who is no user of ours: by the groups an OpenID provider says, or by the names of a
// certificate that TLS has verified. Pure.
#pragma once

#include "base/clock.hpp"
#include "engine/access/rights.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vagus::access {

// Who has a role: groups of a provider, or names of certificates.
struct role_of_names {
    role is = role::viewer;
    std::vector<std::string> names;
};
using role_map = std::vector<role_of_names>;

struct stranger {
    std::string name; // for people and for the audit
    role is = role::viewer;
    wall_us until = 0; // it is believed so long; 0: nothing is said
};

// The highest role that one of them has; nothing: none of them has any. Compared letter by letter.
[[nodiscard]] std::optional<role> highest(const role_map& roles, const std::vector<std::string>& names);

// `names` are those that a verified certificate carries (subjectAltName, or the common name). The name that has the
// role is who it is; upper and lower case are one, as in DNS.
[[nodiscard]] std::optional<stranger> by_certificate(const role_map& roles, const std::vector<std::string>& names);

} // namespace vagus::access
