// An OpenID provider in a test's hands: keys made while it runs, and tokens signed with them.
#pragma once

#include "tests/support/catch.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <jwt.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <string>
#include <vector>

namespace vagus::access::test {

inline std::string base64url(const std::string& bytes) {
    std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    for (auto& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
    while (out.ends_with('=')) out.pop_back();
    return out;
}

class provider_key {
  public:
    // `curve` empty: RSA of so many bits.
    explicit provider_key(const char* curve, unsigned bits = 2048)
        : key_{*curve != '\0' ? EVP_EC_gen(curve) : EVP_RSA_gen(bits), EVP_PKEY_free}
        , curve_{curve} {
        REQUIRE(key_);
    }

    [[nodiscard]] boost::json::object public_key(const std::string& id) const {
        boost::json::object key{{"kid", id}, {"use", "sig"}};
        if (curve_.empty()) {
            key["kty"] = "RSA";
            key["n"] = base64url(number(OSSL_PKEY_PARAM_RSA_N));
            key["e"] = base64url(number(OSSL_PKEY_PARAM_RSA_E));
            return key;
        }
        key["kty"] = "EC";
        key["crv"] = curve_;
        key["x"] = base64url(number(OSSL_PKEY_PARAM_EC_PUB_X));
        key["y"] = base64url(number(OSSL_PKEY_PARAM_EC_PUB_Y));
        return key;
    }
    [[nodiscard]] std::string private_pem() const {
        return pem(
            [&](BIO* out) { return PEM_write_bio_PrivateKey(out, key_.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    }
    [[nodiscard]] std::string public_pem() const {
        return pem([&](BIO* out) { return PEM_write_bio_PUBKEY(out, key_.get()); });
    }

  private:
    std::string number(const char* name) const {
        BIGNUM* raw = nullptr;
        REQUIRE(EVP_PKEY_get_bn_param(key_.get(), name, &raw) == 1);
        const std::unique_ptr<BIGNUM, decltype(&BN_free)> value{raw, BN_free};
        // Coordinates have the length of the field, leading zeros and all (RFC 7518, 6.2.1.2).
        const auto size = curve_.empty() ? BN_num_bytes(raw) : (EVP_PKEY_get_bits(key_.get()) + 7) / 8;
        std::string bytes(static_cast<std::size_t>(size), '\0');
        BN_bn2binpad(raw, reinterpret_cast<unsigned char*>(bytes.data()), size);
        return bytes;
    }
    template <class Write> static std::string pem(Write write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> out{BIO_new(BIO_s_mem()), BIO_free};
        REQUIRE(write(out.get()) == 1);
        char* text = nullptr;
        const auto size = BIO_get_mem_data(out.get(), &text);
        return {text, static_cast<std::size_t>(size)};
    }

    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
    std::string curve_;
};

inline std::string key_set_of(const std::vector<boost::json::object>& keys) {
    boost::json::array all;
    for (const auto& each : keys) all.push_back(each);
    return boost::json::serialize(boost::json::object{{"keys", std::move(all)}});
}

// `headers` as JSON, besides `alg`; `key` is a private key in PEM, or the secret of an HS algorithm.
inline std::string signed_token(jwt_alg_t algorithm, const std::string& key, const boost::json::object& claims,
                                const boost::json::object& headers) {
    jwt_t* raw = nullptr;
    REQUIRE(jwt_new(&raw) == 0);
    const std::unique_ptr<jwt_t, decltype(&jwt_free)> made{raw, jwt_free};
    REQUIRE(jwt_add_grants_json(raw, boost::json::serialize(claims).c_str()) == 0);
    REQUIRE(jwt_add_headers_json(raw, boost::json::serialize(headers).c_str()) == 0);
    const auto* bytes = key.empty() ? nullptr : reinterpret_cast<const unsigned char*>(key.data());
    REQUIRE(jwt_set_alg(raw, algorithm, bytes, static_cast<int>(key.size())) == 0);
    const std::unique_ptr<char, decltype(&free)> text{jwt_encode_str(raw), free};
    REQUIRE(text);
    return text.get();
}

} // namespace vagus::access::test
