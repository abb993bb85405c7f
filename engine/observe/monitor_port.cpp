#include "engine/observe/monitor_port.hpp"

#include "engine/runtime/http/request_reader.hpp"
#include "engine/runtime/http/response.hpp"
#include "engine/runtime/io_pool.hpp"
#include "engine/runtime/pause.hpp"
#include "engine/runtime/stream.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace vagus::observe {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// Accepting fails when the process is out of file handles: waiting lets others be closed.
constexpr auto accept_pause = std::chrono::milliseconds{100};

constexpr http::request_reader::terms no_body{0, "this port takes nothing", {}};

} // namespace

struct monitor_port::running {
    running(config::endpoint at, monitor_answers what, reporter& report, monitor_limits bounds)
        : where{std::move(at)}
        , answers{std::move(what)}
        , limits{bounds}
        , acceptor{thread.context()}
        , tasks{thread.context(), report} {}

    asio::awaitable<void> accept() {
        asio::steady_timer timer{thread.context()};
        for (;;) { // ends when the acceptor is closed, or with its thread
            auto [failed, peer] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            if (failed == asio::error::operation_aborted) co_return;
            if (failed) {
                co_await runtime::pause(timer, accept_pause);
                continue;
            }
            // This loop is a task as well.
            if (tasks.running() <= limits.connections) tasks.spawn("monitor", serve(std::move(peer)));
        }
    }

    asio::awaitable<void> serve(tcp::socket accepted) {
        runtime::stream peer{std::move(accepted)};
        auto request = co_await read(peer);
        const bool shows = request && (request->method == "GET" || request->method == "HEAD");
        monitor_reply made{request ? 405U : 400U, "text/plain; charset=utf-8", "this port answers GET of HTTP/1.1\n"};
        if (shows) made = answers(request->path, request->query);
        const auto fields = "Content-Type: " + std::string{made.type} +
                            "\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
        auto bytes = http::to_bytes({made.status, std::move(made.body), fields}, false);
        if (request && request->method == "HEAD") bytes.resize(bytes.find("\r\n\r\n") + 4);
        const runtime::gather whole{asio::buffer(bytes)};
        (void)co_await peer.write_all(limits.answer_within, whole); // who is gone does not want it
        peer.close();
    }

    // Nothing: no request came in time, or it is none.
    asio::awaitable<std::optional<http::request_head>> read(runtime::stream& peer) {
        http::request_reader requests{no_body};
        peer.within().expires_after(limits.request_within);
        std::array<char, 2048> came{};
        for (;;) { // bounded by http::longest_head and request_within
            auto head = requests.head();
            if (!head) co_return std::nullopt;
            if (*head) co_return std::move(*head);
            const auto [bytes, failed] = co_await peer.read_some(came);
            if (failed) co_return std::nullopt;
            requests.put({came.data(), bytes});
        }
    }

    config::endpoint where;
    std::string taken;
    monitor_answers answers;
    monitor_limits limits;
    runtime::io_thread thread;
    tcp::acceptor acceptor;
    runtime::task_group tasks;
};

monitor_port::monitor_port(config::endpoint where, monitor_answers answers, reporter& report, monitor_limits limits)
    : running_{std::make_unique<running>(std::move(where), std::move(answers), report, limits)} {}

monitor_port::~monitor_port() {
    stop();
}

result<void, std::string> monitor_port::start() {
    error_code failed;
    const auto& host = running_->where.host;
    const auto address =
        host.empty() ? asio::ip::address{asio::ip::address_v4::any()} : asio::ip::make_address(host, failed);
    if (failed)
        return fail("'" + host + "' is not an address of this machine: write one in numbers, or 0.0.0.0 for all");
    const tcp::endpoint at{address, running_->where.port};
    auto& acceptor = running_->acceptor;
    acceptor.open(at.protocol(), failed);
    if (!failed) acceptor.set_option(asio::socket_base::reuse_address{true}, failed);
    if (!failed) acceptor.bind(at, failed);
    if (!failed) acceptor.listen(static_cast<int>(running_->limits.connections), failed);
    if (failed)
        return fail("cannot listen on " + address.to_string() + ":" + std::to_string(at.port()) + ": " +
                    failed.message());
    const auto taken = acceptor.local_endpoint(failed);
    running_->taken = taken.address().to_string() + ":" + std::to_string(taken.port());
    asio::post(running_->thread.context(),
               [run = running_.get()] { run->tasks.spawn("monitor accept", run->accept()); });
    running_->thread.start("vagus-monitor");
    return {};
}

void monitor_port::stop() {
    running_->thread.stop();
}

std::string monitor_port::where() const {
    return running_->taken;
}

} // namespace vagus::observe
