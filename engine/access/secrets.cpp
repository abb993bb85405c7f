#include "engine/access/secrets.hpp"

#include <sodium.h>

#include <array>
#include <new>

namespace vagus::access {
namespace {

// Has to come before any other call; any thread, any number of times.
void ready() {
    static const bool good = sodium_init() >= 0;
    if (!good) throw std::bad_alloc{}; // no random numbers: nothing may go on
}

} // namespace

std::string fresh_secret() {
    ready();
    std::array<unsigned char, secret_bytes> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    std::array<char, sodium_base64_ENCODED_LEN(secret_bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
    sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text.data();
}

std::string digest_of(std::string_view secret) {
    ready();
    std::string out(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(reinterpret_cast<unsigned char*>(out.data()),
                       reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
    return out;
}

bool same(std::string_view one, std::string_view other) {
    ready();
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

std::string password_hash(const std::string& password, password_cost cost) {
    ready();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(out.data(), password.data(), password.size(), cost.passes, cost.memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw std::bad_alloc{}; // the one way it fails
    return out.data();
}

bool password_fits(const std::string& hash, const std::string& password) {
    ready();
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

bool outdated(const std::string& hash, password_cost cost) {
    ready();
    return crypto_pwhash_str_needs_rehash(hash.c_str(), cost.passes, cost.memory) != 0;
}

} // namespace vagus::access
