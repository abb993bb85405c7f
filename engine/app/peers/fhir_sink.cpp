#include "engine/app/peers/fhir_sink.hpp"

#include "base/limits.hpp"
#include "engine/runtime/pause.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <array>
#include <utility>

namespace vagus::peers {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t read_bytes = 16 * limits::KiB;
constexpr std::size_t longest_body = 64 * limits::MiB;
constexpr auto longest_silence = 5min; // of a connection
constexpr auto longest_write = 30s;
constexpr auto after_failed_accept = 100ms; // out of file descriptors: do not spin

} // namespace

// What stop() must reach.
struct fhir_sink::session {
    session(tcp::socket s, std::set<session*>& among)
        : peer{std::move(s)}
        , timer{peer.get_executor()}
        , all{among} {
        all.insert(this);
    }
    ~session() { all.erase(this); }
    session(const session&) = delete;
    session& operator=(const session&) = delete;

    runtime::stream peer;
    asio::steady_timer timer;
    std::set<session*>& all;
};

fhir_sink::fhir_sink(asio::io_context& where, fhir_sink_settings how, hear seen)
    : how_{std::move(how)}
    , seen_{std::move(seen)}
    , acceptor_{where}
    , tasks_{where, no_report()} {}

result<std::uint16_t, std::string> fhir_sink::start() {
    error_code error;
    const auto address =
        how_.host.empty() ? asio::ip::address{asio::ip::address_v4::any()} : asio::ip::make_address(how_.host, error);
    if (error) return fail(fmt::format("'{}' is not an address to listen on", how_.host));
    const tcp::endpoint at{address, how_.port};
    acceptor_.open(at.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(at, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return fail(fmt::format("cannot listen on {}:{}: {}", address.to_string(), how_.port, error.message()));
    tasks_.spawn("accept", accept());
    return acceptor_.local_endpoint().port();
}

void fhir_sink::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    for (session* open : sessions_) {
        open->peer.close();
        open->timer.cancel();
    }
}

asio::awaitable<void> fhir_sink::accept() {
    asio::steady_timer timer{acceptor_.get_executor()};
    while (acceptor_.is_open()) {
        auto [error, peer] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
        if (!acceptor_.is_open()) co_return;
        if (error)
            co_await runtime::pause(timer, after_failed_accept);
        else if (sessions_.size() < how_.connections) // one more: its socket closes as it goes
            tasks_.spawn("session", serve(std::move(peer)));
    }
}

asio::awaitable<void> fhir_sink::serve(tcp::socket peer) {
    session here{std::move(peer), sessions_};
    request_reader requests{longest_body};
    std::array<char, read_bytes> room; // NOLINT: filled by the read
    std::string_view fresh;
    for (;;) { // ends with the connection
        auto whole = requests.put(fresh);
        fresh = {};
        if (!whole) co_return;
        std::string out;
        bool last = false;
        if (*whole) {
            auto request = requests.take();
            if (!request) co_return;
            auto seen = judge(*request);
            seen_(*request, seen);
            if (how_.delay.count() > 0) co_await runtime::pause(here.timer, how_.delay);
            last = !request->keep_alive;
            out = to_bytes(seen.answer, !last);
            if (seen.is_bundle() && ++bundles_ == how_.count) {
                const runtime::gather bytes{asio::buffer(out)};
                (void)co_await here.peer.write_all(longest_write, bytes);
                stop();
                co_return;
            }
        } else if (requests.wants_word()) {
            out = "HTTP/1.1 100 Continue\r\n\r\n";
        }
        if (!out.empty()) {
            const runtime::gather bytes{asio::buffer(out)};
            if (auto failed = co_await here.peer.write_all(longest_write, bytes); failed || last) co_return;
            if (*whole) continue; // another may be there already
        }
        here.peer.within().expires_after(longest_silence);
        auto [arrived, failed] = co_await here.peer.read_some(room);
        if (failed) co_return;
        fresh = {room.data(), arrived};
    }
}

fhir_seen fhir_sink::judge(const web_request& request) {
    if (how_.status == 0 || request.method != "POST") return shelf_.answer(request);
    fhir_seen seen;
    seen.type = "bundle";
    seen.answer.status = how_.status;
    if (how_.status / 100 != 2)
        seen.answer.body = R"({"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"processing",)"
                           R"("diagnostics":"refused by vagus listen --fhir --status"}]})";
    if (how_.status == 429 || how_.status == 503) seen.answer.fields = "Retry-After: 1\r\n";
    return seen;
}

} // namespace vagus::peers
