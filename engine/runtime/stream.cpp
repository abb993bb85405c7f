#include "engine/runtime/stream.hpp"

#include "engine/runtime/half_open.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffers_iterator.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <linux/sockios.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <utility>

namespace vagus::runtime {
namespace asio = boost::asio;
using asio::ip::tcp;
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

} // namespace

stream::stream(asio::io_context& context)
    : socket_{context}
    , within_{socket_} {}

stream::stream(tcp::socket accepted)
    : socket_{std::move(accepted)}
    , within_{socket_} {
    prepare();
}

stream::~stream() {
    if (secured_) secured_->end();
}

asio::awaitable<error_code> stream::connect(std::string host, std::uint16_t port, duration span) {
    drop();
    given_up_ = false;
    if (!resolver_) resolver_ = std::make_unique<tcp::resolver>(socket_.get_executor());
    const auto service = std::to_string(port);
    auto [unknown, found] = co_await resolver_->async_resolve(host, service, as_values);
    if (unknown) co_return unknown;
    error_code failed = asio::error::host_not_found;
    for (const auto& address : found) { // bounded by the resolver's answer
        if (given_up_) co_return asio::error::operation_aborted;
        drop();
        socket_.open(address.endpoint().protocol(), failed);
        if (failed) continue;
        within_.expires_after(span);
        std::tie(failed) = co_await socket_.async_connect(address.endpoint(), as_values);
        failed = named(failed);
        within_.off();
        if (!failed) break;
    }
    if (given_up_) co_return asio::error::operation_aborted;
    if (failed) {
        drop();
        co_return failed;
    }
    prepare();
    co_return error_code{};
}

asio::awaitable<error_code> stream::secure(tls::client_side how, duration span) {
    secured_ = std::make_unique<tls::session>(std::move(how), socket_.native_handle());
    return handshake(tls::side::client, span);
}

asio::awaitable<error_code> stream::secure(tls::server_side how, duration span) {
    secured_ = std::make_unique<tls::session>(std::move(how), socket_.native_handle());
    return handshake(tls::side::server, span);
}

asio::awaitable<error_code> stream::handshake(tls::side ours, duration span) {
    within_.expires_after(span);
    error_code failed;
    if (ours == tls::side::server) failed = co_await begins_with_tls();
    while (!failed) { // bounded by the deadline
        const auto step = secured_->handshake();
        if (step.next == tls::session::next::done) break;
        failed = co_await wait_for(step);
    }
    within_.off();
    if (failed == asio::error::timed_out) {
        trouble_ = tls::no_handshake_in_time(ours);
        failed = tls::errc::handshake;
    }
    co_return failed;
}

// What comes instead is told better from its first byte than by OpenSSL.
asio::awaitable<error_code> stream::begins_with_tls() {
    const tls::session::step readable{tls::session::next::when_readable, 0, {}};
    if (auto failed = co_await wait_for(readable)) co_return failed;
    char first = 0;
    error_code failed;
    const auto bytes = socket_.receive(asio::buffer(&first, 1), tcp::socket::message_peek, failed);
    if (bytes == 0 || tls::begins_handshake(static_cast<unsigned char>(first))) co_return error_code{};
    trouble_ = tls::plaintext(static_cast<unsigned char>(first));
    co_return tls::errc::handshake;
}

asio::awaitable<error_code> stream::write_all(duration span, gather bytes) {
    if (secured_) {
        within_.expires_after(span);
        auto unsent = co_await write_secured(bytes);
        within_.off();
        co_return unsent;
    }
    auto failed = write_some(bytes);
    if (failed != asio::error::would_block) co_return failed;
    within_.expires_after(span);
    while (failed == asio::error::would_block) { // bounded by the deadline
        failed = co_await ready(tcp::socket::wait_write);
        if (!failed) failed = write_some(bytes);
    }
    within_.off();
    co_return failed;
}

// Leaves what is not written in `rest`: then it is would_block.
error_code stream::write_some(gather& rest) {
    error_code failed;
    rest = without(rest, socket_.write_some(rest, failed));
    if (!failed && asio::buffer_size(rest) > 0) failed = asio::error::would_block;
    return failed;
}

asio::awaitable<error_code> stream::write_secured(gather rest) {
    record_.resize(tls::session::record_bytes);
    // A frame's parts go into one record: three would be three packets.
    while (const auto size = asio::buffer_copy(asio::buffer(record_), rest)) {
        rest = without(rest, size);
        for (;;) { // bounded by the deadline
            const auto step = secured_->write({record_.data(), size});
            if (step.next == tls::session::next::done) break;
            if (auto failed = co_await wait_for(step)) co_return failed;
        }
    }
    co_return error_code{};
}

asio::awaitable<arrival> stream::read_secured(std::span<char> into) {
    for (;;) { // bounded by the caller's deadline
        const auto step = secured_->read(into);
        if (step.next == tls::session::next::done) co_return arrival{step.bytes, {}};
        if (auto failed = co_await wait_for(step)) co_return arrival{0, failed};
    }
}

asio::awaitable<error_code> stream::wait_for(tls::session::step step) {
    if (step.next == tls::session::next::failed) {
        if (step.failed != asio::error::eof) trouble_ = secured_->what();
        co_return step.failed;
    }
    const bool readable = step.next == tls::session::next::when_readable;
    co_return co_await ready(readable ? tcp::socket::wait_read : tcp::socket::wait_write);
}

// The timer may have fired while nothing waited, or when what was waited for had come: it cancels what waits, once.
asio::awaitable<error_code> stream::ready(tcp::socket::wait_type which) {
    if (within_.passed()) co_return asio::error::timed_out;
    auto [failed] = co_await socket_.async_wait(which, as_values);
    co_return named(failed);
}

asio::awaitable<arrival> stream::read_some(std::span<char> into) {
    if (secured_) co_return co_await read_secured(into);
    if (within_.passed()) co_return arrival{0, asio::error::timed_out}; // as in ready()
    auto [failed, bytes] = co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), as_values);
    co_return arrival{bytes, named(failed)};
}

bool stream::idle() {
    if (secured_) return secured_->idle();
    char byte = 0;
    error_code quiet;
    auto arrived = socket_.receive(asio::buffer(&byte, 1), tcp::socket::message_peek, quiet);
    return arrived == 0 && quiet == asio::error::would_block;
}

std::size_t stream::unconfirmed() {
    int bytes = 0;
    if (!socket_.is_open() || ::ioctl(socket_.native_handle(), SIOCOUTQ, &bytes) != 0) return 0;
    return static_cast<std::size_t>(bytes);
}

std::size_t stream::take_arrived(std::span<char> into) {
    if (secured_) {
        const auto step = secured_->read(into);
        return step.next == tls::session::next::done ? step.bytes : 0;
    }
    error_code nothing; // or an end, which the next use of the connection finds
    return socket_.receive(asio::buffer(into.data(), into.size()), 0, nothing);
}

void stream::cancel() {
    error_code ignored; // a socket that cannot be cancelled is closed already
    socket_.cancel(ignored);
}

void stream::close() {
    given_up_ = true;
    if (resolver_) resolver_->cancel();
    drop();
}

std::string stream::peer() const {
    error_code gone;
    auto end = socket_.remote_endpoint(gone);
    return gone ? std::string{"gone"} : end.address().to_string() + ":" + std::to_string(end.port());
}

std::string stream::words(const error_code& failed) const {
    const bool told = failed.category() == make_error_code(tls::errc::broken).category();
    return told && !trouble_.words.empty() ? trouble_.words : failed.message();
}

void stream::prepare() {
    error_code ignored; // a socket that refuses an option still works, only slower
    socket_.non_blocking(true, ignored);
    socket_.set_option(tcp::no_delay{true}, ignored);
    notice_half_open(socket_.native_handle());
}

void stream::drop() {
    if (secured_) secured_->end();
    secured_.reset();
    error_code ignored; // closing is all that can still be done with it
    socket_.close(ignored);
}

error_code stream::named(error_code failed) const {
    if (failed == asio::error::operation_aborted && within_.passed()) return asio::error::timed_out;
    return failed;
}

} // namespace vagus::runtime
