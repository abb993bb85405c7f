#include "engine/admin/http/server.hpp"

#include "engine/admin/http/limits.hpp"
#include "engine/runtime/pause.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <list>
#include <utility>

namespace vagus::admin::http {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {
constexpr auto accept_pause = std::chrono::milliseconds{100}; // out of file handles: connections end meanwhile
} // namespace

struct server::running {
    running(asio::io_context& context, port_terms how, const tls::profiles& known, handler what, reporter& report)
        : terms{std::move(how)}
        , certificates{known}
        , answers{std::move(what)}
        , acceptor{context}
        , tasks{context, report} {}

    asio::awaitable<void> accept() {
        asio::steady_timer timer{acceptor.get_executor()};
        for (;;) { // ends when the acceptor is closed
            auto [failed, peer] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            if (failed == asio::error::operation_aborted || stopping) co_return;
            if (failed) {
                co_await runtime::pause(timer, accept_pause);
                continue;
            }
            if (live.size() < most_connections || make_room()) tasks.spawn("http", run(std::move(peer)));
        }
    }

    // Nobody keeps others out by connections that say nothing: the one that has been quiet longest goes.
    [[nodiscard]] bool make_room() {
        connection* longest = nullptr;
        for (auto* each : live)
            if (each->quiet_since() && (longest == nullptr || *each->quiet_since() < *longest->quiet_since()))
                longest = each;
        if (longest != nullptr) longest->stop();
        return longest != nullptr;
    }

    asio::awaitable<void> run(tcp::socket peer) {
        connection one{std::move(peer), answers};
        struct leave {
            std::list<connection*>& from;
            std::list<connection*>::iterator place;
            ~leave() { from.erase(place); }
        } on_end{live, live.insert(live.end(), &one)};
        std::optional<tls::server_side> secured;
        if (terms.tls) secured = certificates.serving(*terms.tls);
        co_await one.serve(secured);
    }

    port_terms terms;
    const tls::profiles& certificates;
    handler answers;
    tcp::acceptor acceptor;
    std::list<connection*> live;
    runtime::task_group tasks;
    bool stopping = false;
    std::string where;
};

server::server(asio::io_context& context, port_terms how, const tls::profiles& certificates, handler answers,
               reporter& report)
    : running_{std::make_shared<running>(context, std::move(how), certificates, std::move(answers), report)} {}

server::~server() = default;

result<void, std::string> server::bind() {
    auto& acceptor = running_->acceptor;
    const auto& listen = running_->terms.listen;
    error_code failed;
    const auto address = listen.host.empty() ? asio::ip::address{asio::ip::address_v4::any()}
                                             : asio::ip::make_address(listen.host, failed);
    if (failed)
        return fail("site.admin.listen: '" + listen.host +
                    "' is not an address of this machine: write one in numbers, or 0.0.0.0 for all");
    const tcp::endpoint at{address, listen.port};
    acceptor.open(at.protocol(), failed);
    if (!failed) acceptor.set_option(asio::socket_base::reuse_address{true}, failed);
    if (!failed) acceptor.bind(at, failed);
    if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
    if (failed)
        return fail("site.admin.listen: cannot listen on " + address.to_string() + ":" + std::to_string(at.port()) +
                    ": " + failed.message());
    const auto taken = acceptor.local_endpoint(failed);
    running_->where = taken.address().to_string() + ":" + std::to_string(taken.port());
    return {};
}

void server::start() {
    asio::post(running_->acceptor.get_executor(), [run = running_] { run->tasks.spawn("http accept", run->accept()); });
}

void server::stop(std::function<void()> then) {
    auto& run = *running_;
    run.stopping = true;
    error_code ignored; // closing is all that can still be done with it
    run.acceptor.close(ignored);
    for (auto* one : run.live) one->stop();
    run.tasks.when_empty(std::move(then));
}

std::string server::where() const {
    return running_->where;
}

} // namespace vagus::admin::http
