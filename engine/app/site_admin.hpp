// `site.admin` and `site.phi`: where the dashboard and its API listen, who may log in, and who sees values.
#pragma once

#include "config/fields.hpp"
#include "engine/access/rights.hpp"
#include "engine/access/sessions.hpp"
#include "engine/access/web_token.hpp"
#include "engine/runtime/tls/terms.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

// Who has which role, by what others call them.
struct role_names {
    std::vector<std::string> viewer, support, operator_, admin;

    [[nodiscard]] access::role_map map() const;
};

struct oidc_site {
    std::string issuer;
    std::string client_id;
    std::string role_claim = "groups";
    std::string keys; // file or https URL; empty: what the issuer's discovery document says
};

struct auth_site {
    config::duration idle{std::chrono::minutes{15}};
    config::duration longest{std::chrono::hours{12}};
    std::optional<oidc_site> oidc;
    role_names roles;
    role_names certificates;

    [[nodiscard]] access::session_terms sessions() const;
    [[nodiscard]] access::web_terms web_tokens() const; // of oidc
};

struct admin_site {
    config::endpoint listen;
    std::optional<tls::input_terms> tls;
    auth_site auth;
};

struct phi_site {
    std::vector<access::role> mask_for{access::role::viewer};
    bool reveal_needs_reason = true;
    config::duration reveal_for{std::chrono::minutes{10}};

    // Whether this role sees values without revealing them.
    [[nodiscard]] bool shows_values(access::role who) const;
};

[[nodiscard]] const config::fields<admin_site>& admin_fields();
[[nodiscard]] const config::fields<auth_site>& auth_fields();
[[nodiscard]] const config::fields<oidc_site>& oidc_fields();
[[nodiscard]] const config::fields<role_names>& role_names_fields();
[[nodiscard]] const config::fields<phi_site>& phi_fields();

} // namespace vagus::app
