#include "engine/deliver/web/assertion.hpp"

#include <jwt.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace vagus::deliver {
namespace {

struct freed {
    void operator()(BIO* bytes) const { BIO_free(bytes); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(jwt_t* token) const { jwt_free(token); }
    void operator()(char* text) const { std::free(text); }
};

// A password is never asked for: there is nobody at the terminal.
int no_password(char*, int, int, void*) {
    return -1;
}

std::unique_ptr<EVP_PKEY, freed> read(const std::string& pem) {
    const std::unique_ptr<BIO, freed> bytes{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
    return std::unique_ptr<EVP_PKEY, freed>{PEM_read_bio_PrivateKey(bytes.get(), nullptr, no_password, nullptr)};
}

bool is_p384(const EVP_PKEY* key) {
    std::array<char, 64> name{};
    return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name.data(), name.size(), nullptr) == 1 &&
           (std::strcmp(name.data(), "secp384r1") == 0 || std::strcmp(name.data(), "P-384") == 0);
}

} // namespace

result<signature, std::string> signature_of(const std::string& private_key) {
    const auto key = read(private_key);
    if (!key) return fail(std::string{"not a private key in PEM without a password"});
    if (EVP_PKEY_is_a(key.get(), "RSA") == 1) {
        const int bits = EVP_PKEY_get_bits(key.get());
        if (bits >= least_rsa_bits) return signature::rs384;
        return fail("an RSA key of " + std::to_string(bits) + " bits; " + std::to_string(least_rsa_bits) +
                    " are the least");
    }
    if (EVP_PKEY_is_a(key.get(), "EC") == 1 && is_p384(key.get())) return signature::es384;
    return fail(std::string{"neither an RSA key nor one of the curve P-384"});
}

result<std::string, std::string> signed_by(const std::string& private_key, const assertion& what) {
    const auto with = signature_of(private_key);
    if (!with) return fail(with.error());
    jwt_t* made = nullptr;
    if (jwt_new(&made) != 0) return fail(std::string{"no memory for a token"});
    const std::unique_ptr<jwt_t, freed> token{made};
    const auto until = static_cast<long>((what.now + assertion_life).count());
    const std::string client{what.client_id};
    bool good = jwt_set_alg(made, *with == signature::rs384 ? JWT_ALG_RS384 : JWT_ALG_ES384,
                            reinterpret_cast<const unsigned char*>(private_key.data()),
                            static_cast<int>(private_key.size())) == 0;
    if (!what.key_id.empty()) good = good && jwt_add_header(made, "kid", std::string{what.key_id}.c_str()) == 0;
    good = good && jwt_add_grant(made, "iss", client.c_str()) == 0;
    good = good && jwt_add_grant(made, "sub", client.c_str()) == 0;
    good = good && jwt_add_grant(made, "aud", std::string{what.audience}.c_str()) == 0;
    good = good && jwt_add_grant(made, "jti", std::string{what.id}.c_str()) == 0;
    good = good && jwt_add_grant_int(made, "iat", static_cast<long>(what.now.count())) == 0;
    good = good && jwt_add_grant_int(made, "exp", until) == 0;
    const std::unique_ptr<char, freed> text{good ? jwt_encode_str(made) : nullptr};
    if (!text) return fail(std::string{"the token cannot be signed with this key"});
    return std::string{text.get()};
}

} // namespace vagus::deliver
