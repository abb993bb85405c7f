#include "engine/access/key_set.hpp"

#include "engine/access/limits.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <sodium.h>

#include <memory>
#include <optional>

namespace vagus::access {
namespace {

namespace json = boost::json;

struct freed {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* all) const { OSSL_PARAM_free(all); }
    void operator()(BIGNUM* number) const { BN_free(number); }
    void operator()(BIO* bytes) const { BIO_free(bytes); }
};
template <class T> using owned = std::unique_ptr<T, freed>;

constexpr int least_rsa_bits = 2048;

std::string member(const json::object& key, std::string_view name) {
    const auto* found = key.if_contains(name);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string{} : std::string{*text};
}

std::string bytes_of(const json::object& key, std::string_view name) {
    const auto text = member(key, name);
    std::string out(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(), text.size(), nullptr,
                          &size, nullptr, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return {};
    out.resize(size);
    return out;
}

owned<BIGNUM> number(const std::string& bytes) {
    return owned<BIGNUM>{
        BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr)};
}

owned<EVP_PKEY> made_of(const char* kind, OSSL_PARAM_BLD* parts) {
    const owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr)};
    const owned<OSSL_PARAM> all{OSSL_PARAM_BLD_to_param(parts)};
    EVP_PKEY* key = nullptr;
    if (!context || !all || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, all.get()) != 1)
        return nullptr;
    return owned<EVP_PKEY>{key};
}

owned<EVP_PKEY> rsa(const json::object& key) {
    const auto modulus = number(bytes_of(key, "n"));
    const auto exponent = number(bytes_of(key, "e"));
    const owned<OSSL_PARAM_BLD> parts{OSSL_PARAM_BLD_new()};
    if (!modulus || !exponent || BN_is_zero(exponent.get()) || BN_num_bits(modulus.get()) < least_rsa_bits ||
        OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(parts.get(), OSSL_PKEY_PARAM_RSA_E, exponent.get()) != 1)
        return nullptr;
    return made_of("RSA", parts.get());
}

struct curve {
    std::string_view name;
    const char* group;
    std::size_t bytes; // of a coordinate
    key_kind kind;
};
constexpr curve curves[]{{"P-256", "P-256", 32, key_kind::p256},
                         {"P-384", "P-384", 48, key_kind::p384},
                         {"P-521", "P-521", 66, key_kind::p521}};

owned<EVP_PKEY> elliptic(const json::object& key, const curve& on) {
    const auto x = bytes_of(key, "x");
    const auto y = bytes_of(key, "y");
    if (x.size() != on.bytes || y.size() != on.bytes) return nullptr;
    const std::string point = '\4' + x + y; // not compressed
    const owned<OSSL_PARAM_BLD> parts{OSSL_PARAM_BLD_new()};
    if (OSSL_PARAM_BLD_push_utf8_string(parts.get(), OSSL_PKEY_PARAM_GROUP_NAME, on.group, 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(parts.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return nullptr;
    return made_of("EC", parts.get()); // checks that the point is on the curve
}

std::string as_pem(EVP_PKEY* key) {
    const owned<BIO> out{BIO_new(BIO_s_mem())};
    if (key == nullptr || PEM_write_bio_PUBKEY(out.get(), key) != 1) return {};
    char* text = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
}

std::optional<web_key> read(const json::object& key) {
    if (const auto use = member(key, "use"); !use.empty() && use != "sig") return std::nullopt;
    web_key made{member(key, "kid"), key_kind::rsa, member(key, "alg"), {}};
    const auto kind = member(key, "kty");
    if (kind == "RSA") made.pem = as_pem(rsa(key).get());
    if (kind == "EC")
        for (const auto& each : curves) {
            if (member(key, "crv") != each.name) continue;
            made.kind = each.kind;
            made.pem = as_pem(elliptic(key, each).get());
        }
    return made.pem.empty() ? std::nullopt : std::optional{std::move(made)};
}

} // namespace

result<key_set, std::string> read_key_set(std::string_view text) {
    if (text.size() > key_set_bytes)
        return fail("the key set is longer than " + std::to_string(key_set_bytes) + " bytes");
    boost::system::error_code wrong;
    const auto whole = json::parse(text, wrong);
    const auto* object = wrong ? nullptr : whole.if_object();
    const auto* list = object == nullptr ? nullptr : object->if_contains("keys");
    if (list == nullptr || !list->is_array())
        return fail(std::string{"no key set: JSON with a list `keys` is expected"});
    key_set keys;
    for (const auto& each : list->get_array()) {
        if (keys.size() == keys_at_most) return fail("more than " + std::to_string(keys_at_most) + " keys");
        const auto* key = each.if_object();
        if (key == nullptr) continue;
        if (auto usable = read(*key)) keys.push_back(std::move(*usable));
    }
    if (keys.empty())
        return fail(
            std::string{"none of the keys is for signatures with RSA (2048 bits or more) or P-256, P-384, P-521"});
    return keys;
}

} // namespace vagus::access
