#include "engine/runtime/stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffers_iterator.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace vagus::runtime {
namespace asio = boost::asio;
using boost::system::error_code;

namespace {

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

gather without(const gather& bytes, std::size_t done) {
    gather rest = bytes;
    for (auto& buffer : rest) {
        auto part = std::min(done, buffer.size());
        buffer += part;
        done -= part;
    }
    return rest;
}

error_code named(error_code failed, const deadline& within) {
    if (failed == asio::error::operation_aborted && within.passed()) return asio::error::timed_out;
    return failed;
}

} // namespace

void prepare(asio::ip::tcp::socket& socket) {
    error_code ignored; // a socket that refuses an option still works, only slower
    socket.non_blocking(true, ignored);
    socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    socket.set_option(asio::socket_base::keep_alive{true}, ignored);
}

asio::awaitable<error_code> write_all(asio::ip::tcp::socket& socket, deadline& within,
                                      std::chrono::steady_clock::duration span, gather bytes) {
    error_code failed;
    auto at_once = socket.write_some(bytes, failed);
    if (failed && failed != asio::error::would_block) co_return failed;
    auto rest = without(bytes, at_once);
    if (asio::buffer_size(rest) == 0) co_return error_code{};

    within.expires_after(span);
    auto [late, written] = co_await asio::async_write(socket, rest, as_values);
    within.off();
    co_return named(late, within);
}

asio::awaitable<arrival> read_some(asio::ip::tcp::socket& socket, deadline& within, std::span<char> into) {
    auto [failed, bytes] = co_await socket.async_read_some(asio::buffer(into.data(), into.size()), as_values);
    co_return arrival{bytes, named(failed, within)};
}

} // namespace vagus::runtime
