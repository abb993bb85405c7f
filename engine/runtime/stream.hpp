// A TCP connection, or TLS over it: sessions and senders do not know which. Every wait is under one deadline. Small
// writes are tried at once: most fit the socket's buffer and need no operation at all. Errors are values; a time-out is
// boost::asio::error::timed_out, and words() says what an error means for people.
#pragma once

#include "engine/runtime/deadline.hpp"
#include "engine/runtime/tls/session.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace vagus::runtime {

using gather = std::array<boost::asio::const_buffer, 3>;

struct arrival {
    std::size_t bytes = 0;
    boost::system::error_code failed; // boost::asio::error::eof when the peer closed: then do not read again
};

// Lives on one thread. One coroutine at a time reads, writes or connects.
class stream {
  public:
    using error_code = boost::system::error_code;
    using duration = std::chrono::steady_clock::duration;

    explicit stream(boost::asio::io_context& context);      // to connect with, as often as one likes
    explicit stream(boost::asio::ip::tcp::socket accepted); // connected
    ~stream();
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    // Looks the host up and tries each address for `span`; close() meanwhile ends it with operation_aborted.
    [[nodiscard]] boost::asio::awaitable<error_code> connect(std::string host, std::uint16_t port, duration span);
    // From here on what is read and written goes through TLS. trouble() says which check failed.
    [[nodiscard]] boost::asio::awaitable<error_code> secure(tls::client_side how, duration span);
    [[nodiscard]] boost::asio::awaitable<error_code> secure(tls::server_side how, duration span);
    // All of it within `span`, or an error.
    [[nodiscard]] boost::asio::awaitable<error_code> write_all(duration span, gather bytes);
    // Until within() passes, which the caller sets: it may span several reads.
    [[nodiscard]] boost::asio::awaitable<arrival> read_some(std::span<char> into);
    [[nodiscard]] deadline& within() { return within_; }

    [[nodiscard]] bool is_open() const { return socket_.is_open(); }
    // Open, not closed by the peer, and nothing has come that nobody asked for.
    [[nodiscard]] bool idle();
    // What has come that nobody waits for, as far as there is room; never waits itself.
    [[nodiscard]] std::size_t take_arrived(std::span<char> into);
    // Bytes written that the peer's machine has not confirmed; 0 also when there is no connection.
    [[nodiscard]] std::size_t unconfirmed();
    void cancel(); // what waits ends with operation_aborted
    void close();  // with TLS the peer is told first

    // Of the peer's certificate, verified in the handshake; none: plain, or it showed none.
    [[nodiscard]] std::vector<std::string> peer_names() const {
        return secured_ ? secured_->peer_names() : std::vector<std::string>{};
    }
    [[nodiscard]] std::string peer() const; // "10.1.4.9:51234"; "gone" once it is
    [[nodiscard]] std::string words(const error_code& failed) const;
    [[nodiscard]] const tls::trouble& trouble() const { return trouble_; } // of the last failure that TLS had
    [[nodiscard]] boost::asio::any_io_executor get_executor() { return socket_.get_executor(); }

  private:
    void prepare();
    void drop();
    [[nodiscard]] error_code named(error_code failed) const;
    [[nodiscard]] boost::asio::awaitable<error_code> handshake(tls::side ours, duration span);
    [[nodiscard]] boost::asio::awaitable<error_code> begins_with_tls();
    [[nodiscard]] error_code write_some(gather& rest);
    [[nodiscard]] boost::asio::awaitable<error_code> write_secured(gather rest);
    [[nodiscard]] boost::asio::awaitable<arrival> read_secured(std::span<char> into);
    [[nodiscard]] boost::asio::awaitable<error_code> wait_for(tls::session::step step);
    [[nodiscard]] boost::asio::awaitable<error_code> ready(boost::asio::ip::tcp::socket::wait_type which);

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<boost::asio::ip::tcp::resolver> resolver_; // once there was something to look up
    deadline within_;
    std::unique_ptr<tls::session> secured_; // null: plain TCP
    std::vector<char> record_;              // what is being encrypted; empty until the first write
    tls::trouble trouble_;
    bool given_up_ = false; // closed while connecting
};

} // namespace vagus::runtime
