// A TCP connection, or TLS over it: sessions and senders do not know which. Every wait is under one deadline. Small
// writes are tried at once: most fit the socket's buffer and need no operation at all. Errors are values; a time-out is
// boost::asio::error::timed_out, and words() says what an error means for people.
#pragma once

#include "engine/runtime/deadline.hpp"

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
    // All of it within `span`, or an error.
    [[nodiscard]] boost::asio::awaitable<error_code> write_all(duration span, gather bytes);
    // Until within() passes, which the caller sets: it may span several reads.
    [[nodiscard]] boost::asio::awaitable<arrival> read_some(std::span<char> into);
    [[nodiscard]] deadline& within() { return within_; }

    [[nodiscard]] bool is_open() const { return socket_.is_open(); }
    // Open, not closed by the peer, and nothing has come that nobody asked for.
    [[nodiscard]] bool idle();
    void cancel(); // what waits ends with operation_aborted
    void close();

    [[nodiscard]] std::string peer() const; // "10.1.4.9:51234"; "gone" once it is
    [[nodiscard]] std::string words(const error_code& failed) const;
    [[nodiscard]] boost::asio::any_io_executor get_executor() { return socket_.get_executor(); }

  private:
    void prepare();
    void drop();
    [[nodiscard]] error_code named(error_code failed) const;

    boost::asio::ip::tcp::socket socket_;
    std::unique_ptr<boost::asio::ip::tcp::resolver> resolver_; // once there was something to look up
    deadline within_;
    bool given_up_ = false; // closed while connecting
};

} // namespace vagus::runtime
