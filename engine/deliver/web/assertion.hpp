// How a client says who it is without a secret that the server knows too: a token it signs itself, good for one
// request. Source: RFC 7521 and 7523; HL7 SMART App Launch 2, "Backend Services": RS384 or ES384, at most five minutes,
// an id that is used once.
#pragma once

#include "base/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace vagus::deliver {

inline constexpr std::chrono::seconds assertion_life{300};
inline constexpr int least_rsa_bits = 2048;

enum class signature : std::uint8_t { rs384, es384 };
// What a private key in PEM can sign with. The error says what is wrong with it, and nothing of it.
[[nodiscard]] result<signature, std::string> signature_of(const std::string& private_key);

struct assertion {
    std::string_view client_id;
    std::string_view audience; // where it goes: the token URL
    std::string_view key_id;   // which of our keys signs; empty: there is one
    std::string_view id;       // never the same again
    std::chrono::seconds now;  // since 1970
};
// The error says why it cannot be signed.
[[nodiscard]] result<std::string, std::string> signed_by(const std::string& private_key, const assertion& what);

} // namespace vagus::deliver
