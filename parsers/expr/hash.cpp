#include "parsers/expr/hash.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <span>

namespace vagus::expr {
namespace {

using digest = std::array<unsigned char, 32>;

std::string hex(const digest& bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const auto byte : bytes) {
        out += digits[byte >> 4U];
        out += digits[byte & 0xFU];
    }
    return out;
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

std::array<unsigned char, 32> sha256(std::string_view text) {
    digest made{};
    EVP_Digest(text.data(), text.size(), made.data(), nullptr, EVP_sha256(), nullptr);
    return made;
}

std::string sha256_hex(std::string_view text) {
    return hex(sha256(text));
}

std::string hmac_sha256_hex(std::string_view key, std::string_view text) {
    digest made{};
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(text), text.size(), made.data(), nullptr);
    return hex(made);
}

} // namespace vagus::expr
