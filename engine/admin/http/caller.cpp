#include "engine/admin/http/caller.hpp"

#include "engine/admin/http/problem.hpp"
#include "engine/runtime/visit.hpp"

#include <utility>

namespace vagus::admin::http {
namespace asio = boost::asio;

namespace {

constexpr std::string_view bearer = "Bearer ";

reply log_in(std::string words) {
    return problem("not_logged_in", std::move(words), "WWW-Authenticate: Bearer\r\n");
}

// Browsers say where a request comes from; programs say nothing. Source: Fetch metadata (W3C), RFC 6454.
bool from_elsewhere(const request& who) {
    const auto site = who.field("sec-fetch-site");
    if (!site.empty()) return site != "same-origin" && site != "none";
    const auto origin = who.field("origin");
    if (origin.empty()) return false;
    const auto host = origin.substr(std::min(origin.find("://"), origin.size()));
    return host.size() < 3 || host.substr(3) != who.field("host");
}

} // namespace

doorkeeper::doorkeeper(access::people& people, access::sessions& sessions, asio::io_context& slow, const clock& time,
                       shows_values shows, references others)
    : people_{people}
    , sessions_{sessions}
    , slow_{slow}
    , time_{time}
    , shows_{std::move(shows)}
    , others_{std::move(others)} {}

asio::awaitable<result<caller, reply>> doorkeeper::let_in(const request& who, bool changes) {
    if (who.authorization.starts_with(bearer)) co_return co_await by_token(who.authorization.substr(bearer.size()));
    if (!who.cookie(session_cookie).empty()) co_return by_cookie(who, changes);
    if (!who.certificate.empty() && others_.of_certificate) co_return by_certificate(who, changes);
    co_return fail(log_in("log in, or send a token: Authorization: Bearer TOKEN"));
}

result<caller, reply> doorkeeper::by_cookie(const request& who, bool changes) {
    const auto id = who.cookie(session_cookie);
    const auto found = sessions_.use(id);
    if (!found) return fail(log_in("the session has ended: log in again"));
    if (changes && (from_elsewhere(who) || !access::carries_csrf(*found, who.field("x-csrf-token"))))
        return fail(problem("bad_csrf", "a change carries the session's `csrf` in X-CSRF-Token, and comes from our own "
                                        "pages"));
    const bool revealed = found->reveals && found->reveals->until > time_.wall();
    return caller{found->user, found->is, std::string{id}, revealed || shows_(found->is)};
}

// A browser shows its certificate to requests of other sites' pages too.
result<caller, reply> doorkeeper::by_certificate(const request& who, bool changes) const {
    if (changes && from_elsewhere(who))
        return fail(problem("bad_csrf", "a change with a certificate does not come from another site's page"));
    if (const auto known = others_.of_certificate(who.certificate)) return known_as(*known);
    return fail(log_in("no name of the certificate has a role: site.admin.auth.certificates"));
}

caller doorkeeper::known_as(const access::stranger& who) const {
    return {who.name, who.is, {}, shows_(who.is), {}, who.until};
}

asio::awaitable<result<caller, reply>> doorkeeper::by_token(std::string token) {
    auto look = [this, &token] { return people_.check_token(token); };
    const auto known = co_await runtime::visit(slow_, std::move(look));
    if (known) co_return caller{access::user_of(*known), known->is, {}, shows_(known->is), known->id, known->expires};
    if (others_.of_token)
        if (const auto vouched = others_.of_token(token)) co_return known_as(*vouched);
    co_return fail(log_in("the token is not known, or has expired"));
}

bool doorkeeper::still_lets_in(const caller& who) {
    if (!who.session.empty()) return sessions_.look(who.session).has_value();
    if (who.until != 0 && time_.wall() >= who.until) return false;
    return who.token.empty() || people_.is_token(who.token);
}

} // namespace vagus::admin::http
