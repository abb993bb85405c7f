#include "engine/access/web_token.hpp"

#include "engine/access/limits.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <jwt.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <vector>

namespace vagus::access {
namespace {

namespace json = boost::json;

struct freed {
    void operator()(jwt_t* token) const { jwt_free(token); }
    void operator()(char* text) const { std::free(text); }
};
using decoded = std::unique_ptr<jwt_t, freed>;
using text = std::unique_ptr<char, freed>;

// Checks the signature where a key is given.
decoded decode(const std::string& token, const std::string& pem = {}) {
    jwt_t* made = nullptr;
    const auto* key = pem.empty() ? nullptr : reinterpret_cast<const unsigned char*>(pem.data());
    return decoded{jwt_decode(&made, token.c_str(), key, static_cast<int>(pem.size())) == 0 ? made : nullptr};
}

struct accepted {
    std::string_view name; // as the header has it
    jwt_alg_t algorithm;
    key_kind kind;
};
constexpr accepted algorithms[]{
    {"RS256", JWT_ALG_RS256, key_kind::rsa},  {"RS384", JWT_ALG_RS384, key_kind::rsa},
    {"RS512", JWT_ALG_RS512, key_kind::rsa},  {"ES256", JWT_ALG_ES256, key_kind::p256},
    {"ES384", JWT_ALG_ES384, key_kind::p384}, {"ES512", JWT_ALG_ES512, key_kind::p521},
};

std::string header(const decoded& token, const char* name) {
    const char* found = jwt_get_header(token.get(), name);
    return found == nullptr ? "" : found;
}

bool fits(const web_key& key, const accepted& way, std::string_view id) {
    const bool for_it = key.algorithm.empty() || key.algorithm == way.name;
    return key.kind == way.kind && for_it && (id.empty() || key.id.empty() || key.id == id);
}

std::string member(const json::object& claims, std::string_view name) {
    const auto* found = claims.if_contains(name);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}

// Some providers write whole numbers as 1.7e9.
std::optional<double> time_in(const json::object& claims, std::string_view name) {
    const auto* found = claims.if_contains(name);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    return found->to_number<double>();
}

// A text, or a list of texts.
std::vector<std::string> texts_in(const json::value* claim) {
    std::vector<std::string> all;
    if (claim == nullptr) return all;
    if (const auto* one = claim->if_string()) all.emplace_back(*one);
    if (const auto* list = claim->if_array())
        for (const auto& each : *list)
            if (const auto* one = each.if_string()) all.emplace_back(*one);
    return all;
}

// The claim of that very name, or the one that its parts lead to.
const json::value* claim_at(const json::object& claims, std::string_view name) {
    if (const auto* found = claims.if_contains(name)) return found;
    const auto* within = &claims;
    for (;;) {
        const auto dot = name.find('.');
        const auto* next = within->if_contains(name.substr(0, dot));
        if (next == nullptr || dot == std::string_view::npos) return next;
        if (!next->is_object()) return nullptr;
        within = &next->get_object();
        name.remove_prefix(dot + 1);
    }
}

std::optional<std::string> wrong_time(const json::object& claims, std::chrono::seconds now) {
    const auto at = static_cast<double>(now.count());
    const auto skew = static_cast<double>(clock_skew.count());
    const auto expires = time_in(claims, "exp");
    if (!expires) return "the token says no time at which it expires";
    if (at >= *expires + skew) return "the token has expired";
    for (const auto* from : {"nbf", "iat"})
        if (const auto begins = time_in(claims, from); begins && at < *begins - skew)
            return "the token is of the future: look at both clocks";
    return std::nullopt;
}

// As wrong_time() judges it. The time is a provider's number, and may be any.
wall_us believed_until(double expires) {
    constexpr double end = 4'102'444'800; // 2100: far enough, and fits the clock
    const auto last = std::chrono::duration<double>{std::min(expires + static_cast<double>(clock_skew.count()), end)};
    return std::chrono::duration_cast<std::chrono::microseconds>(last).count();
}

std::string name_in(const json::object& claims) {
    for (const auto* claim : {"preferred_username", "email", "sub"})
        if (auto name = member(claims, claim); !name.empty()) return name.substr(0, name_letters);
    return {};
}

result<stranger, std::string> judged(const json::object& claims, const web_terms& terms, std::chrono::seconds now) {
    if (const auto wrong = wrong_time(claims, now)) return fail(*wrong);
    if (terms.issuer.empty() || member(claims, "iss") != terms.issuer)
        return fail(std::string{"the token is of another issuer"});
    const auto audiences = texts_in(claims.if_contains("aud"));
    if (std::ranges::find(audiences, terms.audience) == audiences.end())
        return fail(std::string{"the token is for another audience"});
    auto name = name_in(claims);
    if (name.empty()) return fail(std::string{"the token does not say whose it is"});
    const auto is = highest(terms.roles, texts_in(claim_at(claims, terms.role_claim)));
    if (!is) return fail("nothing in the claim '" + terms.role_claim + "' has a role here");
    return stranger{std::move(name), *is, believed_until(*time_in(claims, "exp"))};
}

} // namespace

bool looks_like_web_token(std::string_view token) {
    return std::ranges::count(token, '.') == 2;
}

result<stranger, std::string> verify(std::string_view token, const key_set& keys, const web_terms& terms,
                                     std::chrono::seconds now) {
    if (token.size() > web_token_bytes)
        return fail("the token is longer than " + std::to_string(web_token_bytes) + " bytes");
    const std::string whole{token};
    const auto unverified = decode(whole); // only to learn which key
    if (!unverified) return fail(std::string{"no token that can be read"});
    const auto way = std::ranges::find(algorithms, header(unverified, "alg"), &accepted::name);
    if (way == std::end(algorithms))
        return fail(
            std::string{"signed in a way that is not accepted: RS256, RS384, RS512, ES256, ES384 and ES512 are"});
    if (const text critical{jwt_get_headers_json(unverified.get(), "crit")})
        return fail(std::string{"the token needs an extension that is not known here"});
    const auto id = header(unverified, "kid");

    bool tried = false;
    for (const auto& key : keys) {
        if (!fits(key, *way, id)) continue;
        tried = true;
        const auto verified = decode(whole, key.pem);
        if (!verified || jwt_get_alg(verified.get()) != way->algorithm) continue;
        const text claims{jwt_get_grants_json(verified.get(), nullptr)};
        boost::system::error_code wrong;
        const auto parsed = json::parse(claims ? claims.get() : "", wrong);
        if (wrong || !parsed.is_object()) return fail(std::string{"no token that can be read"});
        return judged(parsed.get_object(), terms, now);
    }
    return fail(std::string{tried ? "the signature is not of the provider's key" : "the provider has no key for it"});
}

} // namespace vagus::access
