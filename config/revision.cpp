#include "config/revision.hpp"

#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace vagus::config {

std::string revision_of(const std::vector<source_file>& files) {
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash{EVP_MD_CTX_new(), EVP_MD_CTX_free};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    bool good = hash && EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) == 1;
    const auto add = [&](std::string_view text) {
        // The length first, so that no two lists of files give the same bytes.
        const auto length = std::to_string(text.size()) + ':';
        good = good && EVP_DigestUpdate(hash.get(), length.data(), length.size()) == 1 &&
               EVP_DigestUpdate(hash.get(), text.data(), text.size()) == 1;
    };
    for (const auto& file : files) {
        add(file.name);
        add(file.text);
    }
    if (!good || EVP_DigestFinal_ex(hash.get(), digest.data(), nullptr) != 1)
        throw std::runtime_error{"SHA-256 is not available in this OpenSSL"};
    std::string text;
    for (std::size_t i = 0; i < 6; ++i) {
        constexpr std::string_view hex = "0123456789abcdef";
        text += hex[digest[i] >> 4U];
        text += hex[digest[i] & 15U];
    }
    return text;
}

} // namespace vagus::config
