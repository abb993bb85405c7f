// SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104), as hexadecimal digits or as bytes. Pure.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace vagus::expr {

[[nodiscard]] std::array<unsigned char, 32> sha256(std::string_view text);
[[nodiscard]] std::string sha256_hex(std::string_view text);
[[nodiscard]] std::string hmac_sha256_hex(std::string_view key, std::string_view text);

} // namespace vagus::expr
