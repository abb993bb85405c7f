#include "engine/store/page_cipher.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace vagus::store {
namespace {

constexpr std::string_view purpose = "vagus store file 1"; // the key may serve something else one day
constexpr std::size_t xts_key = 64;                        // two keys of AES-256

} // namespace

void page_cipher::freed::operator()(evp_cipher_ctx_st* context) const {
    EVP_CIPHER_CTX_free(context);
}

std::optional<page_cipher> page_cipher::of(const store_key& key, const file_salt& salt) noexcept {
    std::array<unsigned char, purpose.size() + std::tuple_size_v<file_salt>> about{};
    std::ranges::copy(purpose, about.begin());
    std::ranges::copy(salt, about.begin() + purpose.size());
    std::array<unsigned char, xts_key> own{};
    unsigned size = 0;
    page_cipher made;
    made.salt_ = salt;
    made.seals_.reset(EVP_CIPHER_CTX_new());
    made.opens_.reset(EVP_CIPHER_CTX_new());
    const auto& bytes = key.bytes();
    const bool well = made.seals_ && made.opens_ &&
                      HMAC(EVP_sha512(), bytes.data(), static_cast<int>(bytes.size()), about.data(), about.size(),
                           own.data(), &size) != nullptr &&
                      size == own.size() &&
                      EVP_CipherInit_ex(made.seals_.get(), EVP_aes_256_xts(), nullptr, own.data(), nullptr, 1) == 1 &&
                      EVP_CipherInit_ex(made.opens_.get(), EVP_aes_256_xts(), nullptr, own.data(), nullptr, 0) == 1;
    OPENSSL_cleanse(own.data(), own.size());
    if (!well) return std::nullopt;
    return made;
}

bool page_cipher::turn(const context& how, in where, std::int64_t at, const void* from, void* into,
                       std::size_t bytes) noexcept {
    std::array<unsigned char, 16> place{};
    std::memcpy(place.data(), &at, sizeof at); // little-endian machines only, as the rest of the store
    place[sizeof at] = static_cast<unsigned char>(where);
    int size = 0;
    return EVP_CipherInit_ex(how.get(), nullptr, nullptr, nullptr, place.data(), -1) == 1 &&
           EVP_CipherUpdate(how.get(), static_cast<unsigned char*>(into), &size,
                            static_cast<const unsigned char*>(from), static_cast<int>(bytes)) == 1 &&
           size == static_cast<int>(bytes);
}

bool page_cipher::seal(in where, std::int64_t at, const void* from, void* into, std::size_t bytes) noexcept {
    return turn(seals_, where, at, from, into, bytes);
}

bool page_cipher::open(in where, std::int64_t at, const void* from, void* into, std::size_t bytes) noexcept {
    return turn(opens_, where, at, from, into, bytes);
}

bool make_salt(file_salt& into) noexcept {
    return RAND_bytes(into.data(), static_cast<int>(into.size())) == 1;
}

} // namespace vagus::store
