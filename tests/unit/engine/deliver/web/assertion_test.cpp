// Tokens that a client signs to say who it is: RFC 7523, and what SMART Backend Services ask for.
#include "engine/deliver/web/assertion.hpp"
#include "tests/support/jwt.hpp"

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>

using namespace vagus::deliver;
using vagus::tests::signed_token;

namespace {

using key_ptr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string pem_of(const key_ptr& key) {
    const std::unique_ptr<BIO, decltype(&BIO_free)> out{BIO_new(BIO_s_mem()), BIO_free};
    PEM_write_bio_PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const char* bytes = nullptr;
    const auto size = BIO_get_mem_data(out.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
}
key_ptr rsa(unsigned bits) {
    return {EVP_RSA_gen(bits), EVP_PKEY_free};
}
key_ptr curve(const char* name) {
    return {EVP_EC_gen(name), EVP_PKEY_free};
}

// ES384 writes two numbers of 48 bytes (RFC 7518, section 3.4); OpenSSL wants them in DER.
std::string as_der(const std::string& pair) {
    REQUIRE(pair.size() == 96);
    const auto number = [&](std::size_t at) {
        return BN_bin2bn(reinterpret_cast<const unsigned char*>(pair.data()) + at, 48, nullptr);
    };
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> both{ECDSA_SIG_new(), ECDSA_SIG_free};
    ECDSA_SIG_set0(both.get(), number(0), number(48));
    unsigned char* bytes = nullptr;
    const int size = i2d_ECDSA_SIG(both.get(), &bytes);
    std::string out{reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size)};
    OPENSSL_free(bytes);
    return out;
}

bool verifies(const key_ptr& key, const std::string& text, const std::string& signature) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> check{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    EVP_DigestVerifyInit(check.get(), nullptr, EVP_sha384(), nullptr, key.get());
    return EVP_DigestVerify(check.get(), reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
}

const assertion what{"vagus", "https://auth.example.org/token", "key-1", "id-1", std::chrono::seconds{1'772'355'600}};

} // namespace

TEST_CASE("a client says who it is, for how long and to whom, and signs it", "[deliver][login]") {
    for (const bool is_rsa : {true, false}) {
        const auto key = is_rsa ? rsa(2048) : curve("P-384");
        const signed_token made{signed_by(pem_of(key), what).value()};
        CHECK(made.header.at("alg") == (is_rsa ? "RS384" : "ES384"));
        CHECK(made.header.at("kid") == "key-1");
        CHECK(made.claims.at("iss") == "vagus");
        CHECK(made.claims.at("sub") == "vagus");
        CHECK(made.claims.at("aud") == "https://auth.example.org/token");
        CHECK(made.claims.at("jti") == "id-1");
        CHECK(made.claims.at("exp").as_int64() == 1'772'355'900);
        const auto signature = is_rsa ? made.signature : as_der(made.signature);
        CHECK(verifies(key, made.signed_text, signature));
        CHECK_FALSE(verifies(key, made.signed_text + "x", signature));
    }
}

TEST_CASE("a key that no server would take is refused with a reason, and without a byte of it", "[deliver][login]") {
    CHECK(signature_of("secret").error() == "not a private key in PEM without a password");
    CHECK(signature_of("").error() == "not a private key in PEM without a password");
    CHECK(signature_of(pem_of(rsa(1024))).error() == "an RSA key of 1024 bits; 2048 are the least");
    CHECK(signature_of(pem_of(curve("P-256"))).error() == "neither an RSA key nor one of the curve P-384");
    CHECK(signature_of(pem_of(rsa(least_rsa_bits))) == signature::rs384);
}
