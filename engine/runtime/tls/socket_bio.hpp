// OpenSSL over a non-blocking socket of ours. OpenSSL's own would die of SIGPIPE when the peer is gone.
#pragma once

#include "engine/runtime/tls/openssl.hpp"

namespace vagus::tls {

// The socket stays the caller's and outlives what is returned.
[[nodiscard]] bio over_socket(int socket);

} // namespace vagus::tls
