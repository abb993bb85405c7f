#include "engine/app/site_admin.hpp"

#include "engine/access/limits.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace vagus::app {
namespace {

using namespace std::chrono_literals;

config::type<access::role> a_role() {
    std::vector<std::pair<std::string, access::role>> words;
    for (const auto each : access::all_roles) words.emplace_back(access::name_of(each), each);
    return config::choice<access::role>(words);
}

// Whatever is asked there stays on this machine. A name that only begins like such an address does not.
bool stays_here(const std::string& host) {
    in_addr four{};
    if (::inet_pton(AF_INET, host.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24U) == 127;
    return host == "localhost" || host == "::1" || host == "[::1]";
}

void check_secrecy(const admin_site& what, const config::node& map, config::reading& context) {
    if (what.tls || stays_here(what.listen.host)) return;
    context.found.add({map.find("listen")->key_at, 6, config::level::warning, "VG3130",
                       "without `tls` anybody on the way can read passwords, and the values of patients",
                       "add `tls`, or listen on 127.0.0.1 behind a proxy that has it"});
}

void check_certificates(const admin_site& what, const config::node& map, config::reading& context) {
    if (what.auth.certificates.map().empty()) return;
    if (what.tls && what.tls->asks != tls::client_auth::none) return;
    context.found.error(map.find("auth")->value.find("certificates")->key_at, "VG3131",
                        "nobody is asked for a certificate, so that none of these names is ever seen",
                        "try: tls: { use: PROFILE, client_auth: optional }");
}

void check_roles(const auth_site& what, const config::node& map, config::reading& context) {
    if (!what.oidc || !what.roles.map().empty()) return;
    context.found.error(map.find("oidc")->key_at, "VG3132", "whoever the provider vouches for has no role here",
                        "try: roles: { operator: [NAME-OF-A-GROUP] }");
}

// What an attacker on the way could change would be keys that he knows.
void check_https(const oidc_site& what, const config::node& map, config::reading& context) {
    for (const auto* key : {"issuer", "keys"}) {
        const auto& value = std::string_view{key} == "issuer" ? what.issuer : what.keys;
        if (!value.starts_with("http://")) continue;
        const auto rest = std::string_view{value}.substr(7);
        const auto end = rest.starts_with('[') ? rest.find(']') + 1 : rest.find_first_of(":/");
        if (stays_here(std::string{rest.substr(0, end)})) continue;
        context.found.error(map.find(key)->value.at, "VG3133", "the keys of a provider are fetched over TLS only",
                            "try: https://...");
    }
}

} // namespace

access::role_map role_names::map() const {
    access::role_map all;
    const auto add = [&](access::role is, const std::vector<std::string>& names) {
        if (!names.empty()) all.push_back({is, names});
    };
    add(access::role::viewer, viewer);
    add(access::role::support, support);
    add(access::role::operator_, operator_);
    add(access::role::admin, admin);
    return all;
}

access::session_terms auth_site::sessions() const {
    return {std::chrono::duration_cast<std::chrono::seconds>(idle),
            std::chrono::duration_cast<std::chrono::seconds>(longest)};
}

access::web_terms auth_site::web_tokens() const {
    return {oidc->issuer, oidc->client_id, oidc->role_claim, roles.map()};
}

bool phi_site::shows_values(access::role who) const {
    return access::may(who, access::right::values) && std::ranges::find(mask_for, who) == mask_for.end();
}

const config::fields<role_names>& role_names_fields() {
    static const auto stated =
        config::fields<role_names>{"roles", "Who has which role. Whoever is named twice has the higher one."}
            .optional("viewer", &role_names::viewer, config::list_or_one(config::text()),
                      "Sees everything, but the values of patients only after a reason.")
            .optional("support", &role_names::support, config::list_or_one(config::text()),
                      "Sees values too; each view is in the audit.")
            .optional("operator", &role_names::operator_, config::list_or_one(config::text()),
                      "Also holds, pauses, retries, resends and edits.")
            .optional("admin", &role_names::admin, config::list_or_one(config::text()),
                      "Also reloads, keeps users and reads the audit.");
    return stated;
}

const config::fields<oidc_site>& oidc_fields() {
    static const auto stated =
        config::fields<oidc_site>{"oidc", "Bearer tokens of an OpenID provider (JWT, signed with RS or ES)."}
            .required("issuer", &oidc_site::issuer, config::text(), "What its tokens say in `iss`, letter by letter.")
            .required("client_id", &oidc_site::client_id, config::text(), "What its tokens for us say in `aud`.")
            .optional("role_claim", &oidc_site::role_claim, config::text(),
                      "The claim with the names that `roles` knows; with dots, a claim within claims.")
            .optional("keys", &oidc_site::keys, config::text(),
                      "File or URL of its keys (JWKS). Without it, what ISSUER/.well-known/openid-configuration says.")
            .check(check_https);
    return stated;
}

const config::fields<auth_site>& auth_fields() {
    static const auto stated =
        config::fields<auth_site>{"auth", "Who may log in besides the users that `vagus` keeps itself."}
            .optional("idle", &auth_site::idle, config::time_span(1min, 24h),
                      "A session that is not used for so long ends.")
            .optional("longest", &auth_site::longest, config::time_span(5min, 24h * 7),
                      "A session ends after so long, whatever happens.")
            .optional("oidc", &auth_site::oidc, config::maybe(config::object(oidc_fields)),
                      "Bearer tokens of an OpenID provider.")
            .optional("roles", &auth_site::roles, config::object(role_names_fields),
                      "Which of the provider's groups have which role.")
            .optional("certificates", &auth_site::certificates, config::object(role_names_fields),
                      "Which names in certificates have which role, where `tls.client_auth` asks for one.")
            .check(check_roles);
    return stated;
}

const config::fields<admin_site>& admin_fields() {
    static const auto stated =
        config::fields<admin_site>{"admin", "The dashboard and the API that it uses."}
            .required("listen", &admin_site::listen, config::address(), "Address and port, such as 127.0.0.1:8080.")
            .optional("tls", &admin_site::tls, config::maybe(config::object(tls::input_terms_fields)),
                      "TLS on this port.")
            .optional("auth", &admin_site::auth, config::object(auth_fields), "Who may log in.")
            .check(check_secrecy)
            .check(check_certificates);
    return stated;
}

const config::fields<phi_site>& phi_fields() {
    static const auto stated =
        config::fields<phi_site>{"phi", "Who sees the values of patients in the dashboard."}
            .optional("mask_for", &phi_site::mask_for, config::list(a_role()),
                      "Roles that see masked values until they reveal them. A viewer's always are.")
            .optional("reveal_needs_reason", &phi_site::reveal_needs_reason, config::boolean(),
                      "Whoever reveals values says why; it is in the audit either way.")
            .optional("reveal_for", &phi_site::reveal_for, config::time_span(1min, access::reveal_at_most),
                      "How long values stay revealed.");
    return stated;
}

} // namespace vagus::app
