// Reading and writing a socket under a deadline. Small writes are tried at once: most fit the socket's buffer and need
// no operation at all. Errors are values; a time-out is boost::asio::error::timed_out.
#pragma once

#include "engine/runtime/deadline.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/error_code.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <span>

namespace vagus::runtime {

using gather = std::array<boost::asio::const_buffer, 3>;

// Makes the socket ready for request and answer: non-blocking, no delay, keep-alive.
void prepare(boost::asio::ip::tcp::socket& socket);

[[nodiscard]] boost::asio::awaitable<boost::system::error_code> write_all(boost::asio::ip::tcp::socket& socket,
                                                                          deadline& within,
                                                                          std::chrono::steady_clock::duration span,
                                                                          gather bytes);

struct arrival {
    std::size_t bytes = 0;
    boost::system::error_code failed; // boost::asio::error::eof when the peer closed
};
// The deadline is the caller's: it may span several reads.
[[nodiscard]] boost::asio::awaitable<arrival> read_some(boost::asio::ip::tcp::socket& socket, deadline& within,
                                                        std::span<char> into);

} // namespace vagus::runtime
