#include "engine/listen/port_session.hpp"

#include "engine/listen/events.hpp"
#include "engine/runtime/pause.hpp"

#include <boost/asio/error.hpp>

#include <utility>

namespace vagus::listen {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

// How long a session waits for bytes in flight elsewhere to be answered, and how often it looks.
constexpr auto room_wait = 30s;
constexpr auto room_look = 10ms;

} // namespace

port_session::port_session(asio::ip::tcp::socket peer, port_service& service, store::mailbox& box)
    : peer_{std::move(peer)}
    , service_{service}
    , box_{box}
    , name_{peer_.peer()}
    , share_{service.around.in_flight} {}

asio::awaitable<void> port_session::serve() {
    // A variable of its own: gcc 12 loses `this` where the condition is the first thing a coroutine does.
    const bool open = !service_.limits.tls || co_await secured();
    if (!open) co_return;
    service_.around.report(session_begun{service_.from.name, name_});
    co_await converse();
    service_.around.report(session_ended{service_.from.name, name_, end_});
}

asio::awaitable<bool> port_session::secured() {
    auto how = service_.around.certificates.serving(*service_.limits.tls);
    reading_ = true; // a stop need not wait for it
    auto failed = co_await peer_.secure(std::move(how), service_.limits.tls->handshake_timeout);
    reading_ = false;
    service_.handshakes.fetch_sub(1);
    if (failed && !stopping()) {
        service_.from.counted->turned_down.add("tls");
        service_.around.report(
            tls_failed{service_.from.name, name_, std::string{peer_.trouble().check}, peer_.words(failed)});
    }
    co_return !failed;
}

void port_session::stop() {
    if (!reading_ || inside_message()) return;
    peer_.cancel();
}

std::chrono::steady_clock::duration port_session::silence() const {
    if (!reading_ || gives_way_) return {};
    return std::chrono::steady_clock::now() - heard_;
}

void port_session::give_way() {
    gives_way_ = true;
    peer_.cancel();
}

asio::awaitable<runtime::arrival> port_session::read_some(std::span<char> into, config::duration span) {
    if (ends_now()) co_return runtime::arrival{0, asio::error::operation_aborted};
    peer_.within().expires_after(span);
    reading_ = true;
    const auto came = co_await peer_.read_some(into);
    reading_ = false;
    if (!came.failed) heard_ = std::chrono::steady_clock::now();
    co_return came;
}

void port_session::end_because(const runtime::stream::error_code& failed) {
    if (failed != asio::error::eof) end_ = failed == asio::error::timed_out ? "idle" : peer_.words(failed);
    if (gives_way_) end_ = "silent while max_connections were open: a new connection took its place";
    if (stopping()) end_ = "the engine stops";
}

asio::awaitable<bool> port_session::room_for(std::size_t bytes) {
    if (share_.hold(bytes)) co_return true;
    asio::steady_timer timer{peer_.get_executor()};
    for (auto waited = 0ms; waited < room_wait; waited += room_look) {
        co_await runtime::pause(timer, room_look);
        if (share_.hold(bytes) || ends_now()) co_return true;
    }
    co_return false;
}

bool port_session::speaks_tls(std::span<const char> bytes) {
    if (service_.limits.tls || !tls::looks_like_handshake({bytes.data(), bytes.size()})) return false;
    end_ = "the sender speaks TLS, and this input does not: give it `tls`, or switch TLS off there";
    service_.around.report(tls_failed{service_.from.name, name_, "tls_on_plain_port", end_});
    return true;
}

} // namespace vagus::listen
