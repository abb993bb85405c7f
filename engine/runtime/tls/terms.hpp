// TLS as configuration states it: named profiles (`tls:` at the top level), and what an input or an output asks of its
// peers. Versions before 1.2 are not offered. Source: RFC 8446, RFC 5246, BCP 195 (RFC 9325).
#pragma once

#include "config/fields.hpp"
#include "engine/runtime/tls/sides.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vagus::tls {

enum class version : std::uint8_t { v1_2, v1_3 };

// Each of the three is a file's path, or the PEM text itself where it came out of a ${file:...}.
struct profile {
    config::located<std::string> cert; // with the certificates between it and the root, in that order
    config::located<std::string> key;
    config::located<std::string> ca; // empty: the authorities this machine trusts
    version min_version = version::v1_2;
};

struct input_terms {
    config::located<std::string> use;
    client_auth asks = client_auth::none;
    std::vector<std::string> allow_names; // empty: any that the profile's ca vouches for
    config::duration handshake_timeout{std::chrono::seconds{10}};
    std::int64_t max_handshakes = 256;
};

struct output_terms {
    config::located<std::string> use; // empty: no certificate of our own, and the authorities this machine trusts
    verify checks = verify::full;
    std::string name; // empty: the host we connect to
};

[[nodiscard]] const config::fields<profile>& profile_fields();
[[nodiscard]] const config::fields<input_terms>& input_terms_fields();
[[nodiscard]] const config::fields<output_terms>& output_terms_fields();

} // namespace vagus::tls
