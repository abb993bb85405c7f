#include "engine/runtime/authorization.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <cstddef>

namespace vagus::runtime {

std::string basic_credentials(std::string_view user, std::string_view password) {
    const auto bytes = std::string{user} + ":" + std::string{password};
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0'); // and the zero that OpenSSL writes
    const auto length =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                        reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(length));
    return out;
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace vagus::runtime
