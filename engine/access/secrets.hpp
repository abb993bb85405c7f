// Texts that open doors: made at random, kept as hashes only. On libsodium. Any thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace vagus::access {

inline constexpr std::size_t secret_bytes = 32;

// 256 random bits in base64url without padding: 43 letters.
[[nodiscard]] std::string fresh_secret();
// SHA-256, 32 bytes. Enough for what is random already; passwords are hashed by password_hash.
[[nodiscard]] std::string digest_of(std::string_view secret);
// Takes as long whatever is equal.
[[nodiscard]] bool same(std::string_view one, std::string_view other);

// What a password's hash costs (Argon2id). The default takes about 100 ms and 64 MiB.
struct password_cost {
    unsigned long long passes = 2;
    std::size_t memory = std::size_t{64} << 20U;
};
[[nodiscard]] std::string password_hash(const std::string& password, password_cost cost); // throws std::bad_alloc
[[nodiscard]] bool password_fits(const std::string& hash, const std::string& password);
// Made at another cost than this.
[[nodiscard]] bool outdated(const std::string& hash, password_cost cost);

} // namespace vagus::access
