// Bounds of users, tokens, sessions and logins, each with its reason.
#pragma once

#include <chrono>
#include <cstddef>

namespace vagus::access {

using namespace std::chrono_literals;

inline constexpr std::size_t people_at_most = 1000; // a hospital's IT has tens; beyond that belongs into OIDC
inline constexpr std::size_t tokens_at_most = 1000;
inline constexpr std::size_t name_letters = 64;
inline constexpr std::size_t password_least = 12;   // characters: what guessing at the rate that attempts allows needs
inline constexpr std::size_t password_most = 1024;  // bytes: hashing takes time with length
inline constexpr std::size_t secret_letters = 8192; // a longer token or id is none of ours, and is not hashed
// Each takes 64 MiB while it is made: the others wait.
inline constexpr std::ptrdiff_t hashes_at_once = 2;
// A token's last use is written at most so often: each write is a sync.
inline constexpr std::chrono::minutes last_use_grain{1};

inline constexpr std::size_t sessions_at_most = 1000;
inline constexpr std::size_t sessions_of_one = 20; // the one longest not used ends for a new one
inline constexpr std::chrono::minutes reveal_at_most{60};
inline constexpr std::size_t reason_letters = 500;

// Logins: the first few at once, then one a so often.
inline constexpr double address_burst = 20;
inline constexpr std::chrono::seconds address_refill{3};
inline constexpr int free_failures = 5;                  // of one user; then the wait doubles from a second on
inline constexpr std::chrono::seconds longest_delay{60}; // no more, as anybody could lock others out
inline constexpr std::chrono::hours forgotten_after{1};
// Users and addresses remembered: the one that was quiet longest goes. 10,000 take about a megabyte.
inline constexpr std::size_t remembered_at_most = 10'000;

// Of an OpenID provider.
inline constexpr std::size_t web_token_bytes = 16 * 1024;
inline constexpr std::size_t key_set_bytes = 256 * 1024;
inline constexpr std::size_t keys_at_most = 64;
inline constexpr std::chrono::seconds clock_skew{60};

} // namespace vagus::access
