// TLS on one connected socket, as steps that never wait: each says what the socket must be ready for before the next.
// Whoever waits (runtime::stream) is elsewhere.
#pragma once

#include "engine/runtime/tls/sides.hpp"
#include "engine/runtime/tls/trouble.hpp"

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vagus::tls {

class session {
  public:
    // The socket is non-blocking and outlives the session.
    session(client_side how, int socket);
    session(server_side how, int socket);
    ~session();
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    enum class next : std::uint8_t { done, when_readable, when_writable, failed };
    struct step {
        session::next next = next::done;
        std::size_t bytes = 0;
        boost::system::error_code failed; // eof: the peer said that it is through
    };
    [[nodiscard]] step handshake();
    [[nodiscard]] step read(std::span<char> into);
    // A step that is not done is repeated with the same bytes. At most record_bytes at once.
    [[nodiscard]] step write(std::span<const char> bytes);
    // Of the certificate that the peer has shown and that was verified; none: it showed none. After the handshake.
    [[nodiscard]] std::vector<std::string> peer_names() const;
    [[nodiscard]] bool idle(); // open, and nothing has come
    void end();                // tells the peer that we are through, as far as the socket takes it

    [[nodiscard]] const trouble& what() const { return trouble_; } // after a failure

    static constexpr std::size_t record_bytes = std::size_t{16} << 10U; // RFC 8446, section 5.1

  private:
    struct inside;
    [[nodiscard]] step after(int outcome, std::size_t bytes = 0);
    [[nodiscard]] step failed(int problem);

    std::unique_ptr<inside> in_;
    trouble trouble_;
};

} // namespace vagus::tls
