// Who may look from where: what is written under site.admin, site.phi and site.audit, and what is wrong with it.
#include "engine/app/configuration.hpp"
#include "engine/app/site_admin.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace vagus;
using access::role;

namespace {

app::configuration with(const std::string& site) {
    return app::check(config::load_text("version: 1\nsite: {" + site +
                                        "}\ninputs: { in: { mllp: { listen: '127.0.0.1:0' } } }\n"
                                        "routes: { all: { from: in, to: [] } }\noutputs: {}\n"),
                      ".");
}

std::vector<std::string> codes(const std::string& site) {
    std::vector<std::string> found;
    const auto made = with(site);
    for (const auto& each : made.files.found.all()) found.push_back(each.code);
    return found;
}

app::site good(const std::string& site) {
    const auto made = with(site);
    INFO(config::show(made.files.found, made.files.files));
    REQUIRE(made.good());
    return made.written.site;
}

using codes_of = std::vector<std::string>;

} // namespace

TEST_CASE("without site.admin there is no dashboard, and the defaults are the careful ones", "[config]") {
    const auto site = good("");
    CHECK_FALSE(site.admin);
    CHECK_FALSE(site.audit.syslog);
    CHECK_FALSE(site.phi.shows_values(role::viewer));
    CHECK(site.phi.shows_values(role::support));
    CHECK(site.phi.reveal_needs_reason);
    const auto open = good("admin: { listen: '127.0.0.1:8080' }");
    CHECK(open.admin->auth.sessions().idle == std::chrono::minutes{15});
    CHECK(open.admin->auth.sessions().longest == std::chrono::hours{12});
    CHECK_FALSE(open.admin->auth.oidc);
}

TEST_CASE("roles of a provider and masks are read", "[config]") {
    const auto site = good("admin: { listen: '127.0.0.1:8080', auth: { idle: 5min, "
                           "oidc: { issuer: https://sso.example.org, client_id: vagus }, "
                           "roles: { viewer: [IT-Monitoring, IT-Desk], admin: IT-Lead } } }, "
                           "phi: { mask_for: [viewer, support] }");
    const auto terms = site.admin->auth.web_tokens();
    CHECK(terms.issuer == "https://sso.example.org");
    CHECK(terms.audience == "vagus");
    CHECK(terms.role_claim == "groups");
    CHECK(access::highest(terms.roles, {"IT-Desk"}) == role::viewer);
    CHECK(access::highest(terms.roles, {"IT-Lead", "IT-Desk"}) == role::admin);
    CHECK(site.admin->auth.sessions().idle == std::chrono::minutes{5});
    CHECK_FALSE(site.phi.shows_values(role::support));
    CHECK(site.phi.shows_values(role::operator_));
}

TEST_CASE("a dashboard in the clear is a warning where others can reach it", "[config]") {
    for (const std::string here : {"127.0.0.1:8080", "[::1]:8080", "localhost:8080"})
        CHECK(codes("admin: { listen: '" + here + "' }").empty());
    for (const std::string there : {":8080", "0.0.0.0:8080", "10.1.1.1:8080"})
        CHECK(codes("admin: { listen: '" + there + "' }") == codes_of{"VG3130"});
}

TEST_CASE("certificates that nobody asks for, and a provider without roles, are findings", "[config]") {
    CHECK(codes("admin: { listen: '127.0.0.1:1', auth: { certificates: { admin: [ops] } } }") == codes_of{"VG3131"});
    CHECK(codes("admin: { listen: '127.0.0.1:1', auth: { oidc: { issuer: 'https://a', client_id: b } } }") ==
          codes_of{"VG3132"});
    const auto provider = [](const std::string& issuer, const std::string& keys) {
        return codes("admin: { listen: '127.0.0.1:1', auth: { oidc: { issuer: '" + issuer + "', client_id: b, keys: '" +
                     keys + "' }, roles: { admin: [x] } } }");
    };
    CHECK(provider("https://sso.example.org", "keys.json").empty());
    CHECK(provider("http://127.0.0.1:9000/x", "http://localhost:9000/keys").empty());
    CHECK(provider("http://sso.example.org", "keys.json") == codes_of{"VG3133"});
    CHECK(provider("https://sso.example.org", "http://sso.example.org/keys") == codes_of{"VG3133"});
    CHECK(provider("http://127.0.0.1.example.org/", "keys.json") == codes_of{"VG3133"});
}

TEST_CASE("profiles that are named must be there", "[config]") {
    CHECK(codes("admin: { listen: '127.0.0.1:1', tls: { use: nowhere } }") == codes_of{"VG3009"});
    CHECK(codes("audit: { syslog: { to: 'arr:6514', tls: { use: nowhere } } }") == codes_of{"VG3009"});
    CHECK(good("audit: { syslog: { to: 'arr.example.org:6514' } }").audit.syslog->to.port == 6514);
}
