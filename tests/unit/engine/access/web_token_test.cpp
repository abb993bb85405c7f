#include "engine/access/limits.hpp"
#include "engine/access/web_token.hpp"
#include "tests/unit/engine/access/provider.hpp"

using namespace vagus::access;
using namespace vagus::access::test;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

constexpr std::chrono::seconds now{1'800'000'000};
const web_terms terms{"https://sso.example.org",
                      "vagus",
                      "groups",
                      {{role::viewer, {"IT-Monitoring"}}, {role::operator_, {"IT-Integration"}}}};

json::object claims() {
    return {{"iss", terms.issuer},
            {"aud", "vagus"},
            {"sub", "0815"},
            {"preferred_username", "anna"},
            {"iat", now.count() - 10},
            {"exp", now.count() + 300},
            {"groups", {"Staff", "IT-Integration"}}};
}

// Making RSA keys takes longer than everything else here.
const provider_key& rsa() {
    static const provider_key made{""};
    return made;
}

struct bench {
    key_set keys = *read_key_set(key_set_of({rsa().public_key("k1")}));
    std::string token(const json::object& what, const json::object& headers = {{"kid", "k1"}}) const {
        return signed_token(JWT_ALG_RS256, rsa().private_pem(), what, headers);
    }
    std::string why(const std::string& text) const {
        const auto outcome = verify(text, keys, terms, now);
        return outcome ? "" : outcome.error();
    }
    std::string why_with(std::string_view claim, json::value value) const {
        auto what = claims();
        what[claim] = std::move(value);
        return why(token(what));
    }
    std::string why_without(std::string_view claim) const {
        auto what = claims();
        what.erase(claim);
        return why(token(what));
    }
};

} // namespace

TEST_CASE("a provider's token says who it is and which role", "[access]") {
    const bench at;
    const auto who = verify(at.token(claims()), at.keys, terms, now);
    REQUIRE(who);
    CHECK(who->name == "anna");
    CHECK(who->is == role::operator_);
    CHECK(looks_like_web_token(at.token(claims())));
    CHECK_FALSE(looks_like_web_token("vagus_AAAA"));
}

TEST_CASE("each algorithm that is accepted, with a key of its kind", "[access]") {
    const struct {
        jwt_alg_t algorithm;
        const char* curve;
    } all[]{{JWT_ALG_RS256, ""},      {JWT_ALG_RS384, ""},      {JWT_ALG_RS512, ""},
            {JWT_ALG_ES256, "P-256"}, {JWT_ALG_ES384, "P-384"}, {JWT_ALG_ES512, "P-521"}};
    for (const auto& each : all) {
        INFO(jwt_alg_str(each.algorithm));
        const provider_key curved{*each.curve == '\0' ? "P-256" : each.curve};
        const auto& key = *each.curve == '\0' ? rsa() : curved;
        const auto keys = read_key_set(key_set_of({provider_key{"P-256"}.public_key("other"), key.public_key("k1")}));
        REQUIRE(keys);
        const auto text = signed_token(each.algorithm, key.private_pem(), claims(), {{"kid", "k1"}});
        CHECK(verify(text, *keys, terms, now));
        const auto without_id = signed_token(each.algorithm, key.private_pem(), claims(), {});
        CHECK(verify(without_id, *keys, terms, now)); // every key of its kind is tried
    }
}

TEST_CASE("what is not signed, or with the public key as a secret, is refused", "[access]") {
    const bench at;
    CHECK(at.why(signed_token(JWT_ALG_NONE, "", claims(), {})).starts_with("signed in a way"));
    for (const auto algorithm : {JWT_ALG_HS256, JWT_ALG_HS384, JWT_ALG_HS512}) {
        CHECK(at.why(signed_token(algorithm, rsa().public_pem(), claims(), {{"kid", "k1"}}))
                  .starts_with("signed in a way"));
        CHECK(at.why(signed_token(algorithm, at.keys[0].pem, claims(), {})).starts_with("signed in a way"));
    }
}

TEST_CASE("another key's signature is refused, whatever key it names", "[access]") {
    const bench at;
    const provider_key foreign{""};
    const auto text = signed_token(JWT_ALG_RS256, foreign.private_pem(), claims(), {{"kid", "k1"}});
    CHECK(at.why(text) == "the signature is not of the provider's key");
    CHECK(at.why(at.token(claims(), {{"kid", "k2"}})) == "the provider has no key for it");
    const provider_key curved{"P-256"};
    CHECK(at.why(signed_token(JWT_ALG_ES256, curved.private_pem(), claims(), {{"kid", "k1"}})) ==
          "the provider has no key for it");
    auto meant_for_512 = rsa().public_key("k1");
    meant_for_512["alg"] = "RS512";
    CHECK(verify(at.token(claims()), *read_key_set(key_set_of({meant_for_512})), terms, now).error() ==
          "the provider has no key for it");
}

TEST_CASE("a letter changed anywhere in a token is found", "[access]") {
    const bench at;
    const auto whole = at.token(claims());
    for (std::size_t i = 0; i < whole.size(); i += 7) {
        auto changed = whole;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        INFO(i);
        CHECK_FALSE(verify(changed, at.keys, terms, now));
    }
    for (const std::string broken : {"", ".", "..", "a.b.c", "....", "e30.e30.e30"})
        CHECK_FALSE(verify(broken, at.keys, terms, now));
    CHECK_FALSE(verify(whole.substr(0, whole.rfind('.') + 1), at.keys, terms, now));
    CHECK(at.why(std::string(web_token_bytes + 1, 'a')).starts_with("the token is longer"));
}

TEST_CASE("a token holds from its beginning to its end, with a minute for clocks that differ", "[access]") {
    const bench at;
    const auto seconds = [](std::chrono::seconds span) { return json::value((now + span).count()); };
    CHECK(at.why_with("exp", seconds(-clock_skew)) == "the token has expired");
    CHECK(at.why_with("exp", seconds(-clock_skew + 1s)).empty());
    const auto until = [&](json::value exp) {
        auto what = claims();
        what["exp"] = std::move(exp);
        return verify(at.token(what), at.keys, terms, now)->until;
    };
    CHECK(until(seconds(1h)) == std::chrono::microseconds{now + 1h + clock_skew}.count()); // as it is judged
    CHECK(until(1e300) > std::chrono::microseconds{now}.count());
    CHECK(at.why_with("exp", "soon") == "the token says no time at which it expires");
    CHECK(at.why_without("exp") == "the token says no time at which it expires");
    CHECK(at.why_with("nbf", seconds(clock_skew)).empty());
    CHECK(at.why_with("nbf", seconds(clock_skew + 1s)).contains("future"));
    CHECK(at.why_with("iat", seconds(clock_skew + 1s)).contains("future"));
}

TEST_CASE("a token of another issuer or for another audience is refused", "[access]") {
    const bench at;
    CHECK(at.why_with("iss", "https://sso.example.org/") == "the token is of another issuer");
    CHECK(at.why_without("iss") == "the token is of another issuer");
    CHECK(at.why_with("aud", "vagus2") == "the token is for another audience");
    CHECK(at.why_with("aud", {"other", "vagus"}).empty());
    CHECK(at.why_with("aud", json::array{}) == "the token is for another audience");
    CHECK(at.why_without("aud") == "the token is for another audience");
    web_terms unset;
    CHECK_FALSE(verify(at.token(claims()), at.keys, unset, now));
}

TEST_CASE("a token without a role here, or without a name, is refused", "[access]") {
    const bench at;
    CHECK(at.why_with("groups", {"Staff"}) == "nothing in the claim 'groups' has a role here");
    CHECK(at.why_with("groups", "IT-Integration").empty());
    CHECK(at.why_with("groups", json::object{{"IT-Integration", true}}) ==
          "nothing in the claim 'groups' has a role here");
    CHECK(at.why_without("groups") == "nothing in the claim 'groups' has a role here");
    auto nameless = claims();
    nameless.erase("preferred_username");
    CHECK(verify(at.token(nameless), at.keys, terms, now)->name == "0815");
    nameless.erase("sub");
    CHECK(at.why(at.token(nameless)) == "the token does not say whose it is");
}

TEST_CASE("the claim of roles may lie within another, or have dots in its name", "[access]") {
    const bench at;
    auto within = terms;
    within.role_claim = "realm_access.roles";
    auto what = claims();
    what["realm_access"] = {{"roles", {"IT-Monitoring"}}};
    CHECK(verify(at.token(what), at.keys, within, now)->is == role::viewer);
    what["realm_access.roles"] = "IT-Integration";
    CHECK(verify(at.token(what), at.keys, within, now)->is == role::operator_);
    what.erase("realm_access.roles");
    what["realm_access"] = "roles";
    CHECK_FALSE(verify(at.token(what), at.keys, within, now));
}

TEST_CASE("an extension that the token insists on is refused", "[access]") {
    const bench at;
    CHECK(at.why(at.token(claims(), {{"kid", "k1"}, {"crit", {"exp"}}})).contains("extension"));
}

TEST_CASE("of a key set the keys that can be used here", "[access]") {
    auto encrypts = rsa().public_key("enc");
    encrypts["use"] = "enc";
    auto off_curve = provider_key{"P-256"}.public_key("off");
    off_curve["y"] = off_curve["x"];
    const json::object symmetric{{"kty", "oct"}, {"k", "c2VjcmV0"}};
    const auto small = provider_key{"", 1024}.public_key("small");
    const auto set = read_key_set(key_set_of({encrypts, off_curve, symmetric, small, rsa().public_key("good")}));
    REQUIRE(set);
    REQUIRE(set->size() == 1);
    CHECK(set->front().id == "good");
    CHECK_FALSE(read_key_set(key_set_of({encrypts, off_curve, symmetric, small})));
    for (const std::string none : {"", "{", "[]", "{}", R"({"keys": {}})", R"({"keys": [1, null]})"})
        CHECK_FALSE(read_key_set(none));
    CHECK(read_key_set(std::string(key_set_bytes + 1, ' ')).error().starts_with("the key set is longer"));
    CHECK(read_key_set(key_set_of(std::vector(keys_at_most + 1, rsa().public_key("k")))).error() ==
          "more than 64 keys");
}
