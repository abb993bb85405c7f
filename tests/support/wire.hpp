// The other end of a TCP connection, in a test's hands: raw bytes out, raw bytes in, every wait bounded. Loopback only.
// Plain sockets, so that a test file is compiled without Asio.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::tests {

using namespace std::chrono_literals;
inline constexpr auto patience = 30s; // for what must happen: a disk may take seconds for one commit
// For an end that may not wait for a peer: sooner than the 30 s after which connections, answers and sessions without
// room are given up by themselves.
inline constexpr auto without_waiting = 25s;

inline std::string framed(std::string_view message) {
    return "\x0B" + std::string{message} + "\x1C\r";
}

class wire {
  public:
    explicit wire(std::uint16_t port);
    wire(wire&& other) noexcept;
    wire& operator=(wire&& other) noexcept;
    ~wire() { close(); }

    void send(std::string_view bytes) const;
    // False when the peer is gone.
    [[nodiscard]] bool try_send(std::string_view bytes) const;

    // Everything up to and including FS CR, or what came until `within` passed or the peer closed.
    std::string read_frame(std::chrono::milliseconds within = patience);
    // One HTTP request with a body of a stated length, or what came until `within` passed or the peer closed.
    std::string read_request(std::chrono::milliseconds within = patience);
    // The peer closed, with nothing more to read.
    bool closed(std::chrono::milliseconds within = patience);
    bool silent(std::chrono::milliseconds span) { return read_frame(span).empty() && !over_; }

    // The peer's program has read all that was sent: nothing is left in the system's buffers.
    [[nodiscard]] bool taken(std::chrono::milliseconds within = patience) const;

    void half_close() const;
    void close();
    // Every piece sent is a packet of its own.
    void send_at_once() const;
    // Closing is a reset and not a goodbye, as of a firewall that forgot the connection.
    void reset_on_close() const;
    // A receiver that takes little before the sender has to wait.
    void take_at_most(int bytes) const;
    [[nodiscard]] int handle() const { return socket_; }

  private:
    friend class port;
    explicit wire(int accepted)
        : socket_{accepted} {}
    bool more(std::chrono::steady_clock::time_point due);
    std::string take(std::size_t size);

    int socket_;
    std::string seen_;
    bool over_ = false;
};

// A receiver's port, in a test's hands.
class port {
  public:
    enum class door : std::uint8_t { open, shut };
    explicit port(std::uint16_t number = 0);
    // Shut: connections are refused, and nobody else gets the number meanwhile.
    explicit port(door at_first);
    port(const port&) = delete;
    port& operator=(const port&) = delete;
    ~port() { close(); }

    [[nodiscard]] std::uint16_t number() const { return number_; }
    std::optional<wire> accept(std::chrono::milliseconds within = patience) const;
    void open();
    void close();

  private:
    void take(std::uint16_t number);

    int socket_;
    std::uint16_t number_ = 0;
};

} // namespace vagus::tests
