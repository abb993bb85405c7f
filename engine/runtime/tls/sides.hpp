// What one handshake works with: our certificates, and what we ask of the peer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace vagus::tls {

class certificates;

enum class verify : std::uint8_t { none, ca, full };
struct client_side {
    std::shared_ptr<const certificates> ours;
    verify checks = verify::full;
    std::string name; // the receiver's: checked, and sent (SNI) unless it is an address
};

enum class client_auth : std::uint8_t { none, optional, required };
struct server_side {
    std::shared_ptr<const certificates> ours;
    client_auth asks = client_auth::none;
    std::vector<std::string> allow_names; // empty: any that our authorities vouch for
};

} // namespace vagus::tls
