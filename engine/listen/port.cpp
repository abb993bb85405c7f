#include "engine/listen/port.hpp"

#include "engine/listen/events.hpp"
#include "engine/listen/port_sessions.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cerrno>
#include <list>
#include <system_error>
#include <utility>

#include <fcntl.h>

namespace vagus::listen {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// Accepting fails when the process is out of file handles: waiting lets sessions end.
constexpr auto accept_pause = std::chrono::milliseconds{100};

class port_receiver final : public receiver {
  public:
    port_receiver(intake::source from, const port_terms& how, const surroundings& around, make_session make)
        : service_{std::move(from), how, around}
        , make_{std::move(make)}
        , home_{around.pool.next()}
        , acceptor_{around.pool.at(home_).context()}
        , accepting_{around.pool.at(home_).context(), around.report} {
        for (std::size_t i = 0; i < around.pool.size(); ++i)
            sessions_.push_back(std::make_unique<port_sessions>(around.pool.at(i).context(), around.report));
    }

    result<void, std::string> bind() override {
        error_code failed;
        auto address = service_.limits.listen.host.empty()
                           ? asio::ip::address{asio::ip::address_v4::any()}
                           : asio::ip::make_address(service_.limits.listen.host, failed);
        if (failed)
            return fail("'" + service_.limits.listen.host +
                        "' is not an address of this machine: write one in numbers, or 0.0.0.0 for all");
        tcp::endpoint at{address, service_.limits.listen.port};
        acceptor_.open(at.protocol(), failed);
        // A restart must not wait for the old connections of the port to be forgotten.
        if (!failed) acceptor_.set_option(asio::socket_base::reuse_address{true}, failed);
        if (!failed) acceptor_.bind(at, failed);
        if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
        // Handed in it counts as shared: closing then takes it out of epoll, which closing alone does not once another
        // receiver has taken it over.
        if (!failed) {
            const int own = acceptor_.release(failed);
            if (!failed) acceptor_.assign(at.protocol(), own, failed);
        }
        if (failed)
            return fail("cannot listen on " + address.to_string() + ":" + std::to_string(at.port()) + ": " +
                        failed.message());
        auto taken = acceptor_.local_endpoint(failed);
        where_ = taken.address().to_string() + ":" + std::to_string(taken.port());
        bound(at.protocol());
        return {};
    }

    result<void, std::string> take_over(const receiver& before) override {
        const auto* old = dynamic_cast<const port_receiver*>(&before);
        if (old == nullptr || !(old->service_.limits.listen == service_.limits.listen)) return bind();
        // The same socket under a number of its own: connections that wait to be accepted stay.
        const int shared = ::fcntl(old->handle_, F_DUPFD_CLOEXEC, 0);
        if (shared < 0) return fail("cannot go on at " + old->where_ + ": " + std::generic_category().message(errno));
        error_code failed;
        acceptor_.assign(old->protocol_, shared, failed);
        if (failed) return fail("cannot go on at " + old->where_ + ": " + failed.message());
        where_ = old->where_;
        bound(old->protocol_);
        return {};
    }

    bool serves_beside() const override { return true; }

    void start() override {
        asio::post(acceptor_.get_executor(), [this] { accepting_.spawn("accept", accept()); });
    }

    void stop(std::function<void()> then) override {
        service_.stopping.store(true);
        then_ = std::move(then);
        open_groups_.store(sessions_.size());
        asio::post(acceptor_.get_executor(), [this] {
            error_code ignored; // closing is all that can still be done with it
            acceptor_.close(ignored);
            // Only when no session can begin any more are the sessions asked to end.
            accepting_.when_empty([this] {
                for (auto& group : sessions_)
                    asio::post(group->tasks.context(), [this, &group = *group] { end(group); });
            });
        });
    }

    receiver_status status() const override {
        return {service_.connections.load(std::memory_order_relaxed),
                service_.messages.load(std::memory_order_relaxed)};
    }

    std::string where() const override { return where_; }

  private:
    void bound(const tcp& protocol) {
        protocol_ = protocol;
        handle_ = acceptor_.native_handle();
    }

    asio::awaitable<void> accept() {
        asio::steady_timer timer{acceptor_.get_executor()};
        while (!service_.stopping.load()) {
            auto thread = service_.around.pool.next();
            auto [failed, peer] = co_await acceptor_.async_accept(service_.around.pool.at(thread).context(),
                                                                  asio::as_tuple(asio::use_awaitable));
            if (failed == asio::error::operation_aborted) co_return;
            if (failed) {
                timer.expires_after(accept_pause);
                co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
                continue;
            }
            if (full() && !co_await makes_room()) {
                refuse(std::move(peer), "max_connections", service_.limits.max_connections);
                continue;
            }
            if (const auto& tls = service_.limits.tls) {
                if (service_.handshakes.load() >= static_cast<std::uint64_t>(tls->max_handshakes)) {
                    refuse(std::move(peer), "tls.max_handshakes", tls->max_handshakes);
                    continue;
                }
                service_.handshakes.fetch_add(1);
            }
            service_.connections.fetch_add(1);
            hand_over(thread, std::move(peer));
        }
    }

    bool full() const {
        return service_.connections.load() >= static_cast<std::uint64_t>(service_.limits.max_connections);
    }

    // Senders that lost their network and come back leave connections behind that nobody closed.
    asio::awaitable<bool> makes_room() {
        const auto& past = service_.limits.stale_after;
        if (!past) co_return false;
        for (auto& group : sessions_) {
            const auto silence = co_await group->end_stale(*past);
            if (silence == silence.zero()) continue;
            const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(silence).count();
            service_.around.report(connection_replaced{service_.from.name, ms});
            co_return true;
        }
        co_return false;
    }

    // At the limit the sender learns it at once: a connection that is accepted and never read looks like a hung engine.
    void refuse(tcp::socket peer, const char* which, std::int64_t limit) {
        error_code gone;
        auto end = peer.remote_endpoint(gone);
        auto who = gone ? std::string{"gone"} : end.address().to_string();
        service_.from.counted->turned_down.add(which);
        service_.around.report(connection_refused{service_.from.name, who, which, limit});
    }

    void hand_over(std::size_t thread, tcp::socket peer) {
        auto& group = *sessions_[thread];
        asio::post(group.tasks.context(), [this, &group, thread, peer = std::move(peer)]() mutable {
            group.tasks.spawn("session", run(group, *service_.around.boxes[thread], std::move(peer)));
        });
    }

    asio::awaitable<void> run(port_sessions& group, store::mailbox& box, tcp::socket peer) {
        const auto session = make_(std::move(peer), service_, box);
        auto place = group.live.insert(group.live.end(), session.get());
        // Leaves the list however serve() ends.
        struct leave {
            port_sessions& group;
            std::list<port_session*>::iterator place;
            std::atomic<std::uint64_t>& connections;
            ~leave() {
                group.live.erase(place);
                connections.fetch_sub(1);
            }
        } on_end{group, place, service_.connections};
        co_await session->serve();
    }

    void end(port_sessions& group) {
        for (auto* session : group.live) session->stop();
        group.tasks.when_empty([this] {
            if (open_groups_.fetch_sub(1) == 1) then_();
        });
    }

    port_service service_;
    make_session make_;
    std::size_t home_;
    tcp::acceptor acceptor_;
    runtime::task_group accepting_;
    std::vector<std::unique_ptr<port_sessions>> sessions_;
    std::atomic<std::size_t> open_groups_{0};
    std::function<void()> then_;
    std::string where_;
    tcp protocol_ = tcp::v4();
    int handle_ = -1; // of the acceptor, for whoever takes over: open until stop()
};

} // namespace

const config::fields<port_terms>& port_fields() {
    using namespace std::chrono_literals;
    static const auto stated =
        config::fields<port_terms>{"port", "A port and its connections."}
            .required("listen", &port_terms::listen, config::address(),
                      "Address and port, such as 0.0.0.0:2575; `:2575` is every address.")
            .optional("max_connections", &port_terms::max_connections, config::integer(1, 100'000),
                      "Connections open at once; further ones are closed at once.")
            .optional("stale_after", &port_terms::stale_after, config::time_span_or_never(1s, 24h * 7),
                      "With `max_connections` open, a new one takes the place of one that has been silent for longer "
                      "than this.")
            .optional("idle_timeout", &port_terms::idle_timeout, config::time_span(1s, 24h * 7),
                      "A connection that is silent for this long is closed.")
            .optional("write_timeout", &port_terms::write_timeout, config::time_span(100ms, 1h),
                      "How long a sender may take to read its answer.")
            .optional("tls", &port_terms::tls, config::maybe(config::object(tls::input_terms_fields)),
                      "TLS on this port; without it, plain TCP.");
    return stated;
}

std::unique_ptr<receiver> open_port(intake::source from, const port_terms& how, const surroundings& around,
                                    make_session make) {
    return std::make_unique<port_receiver>(std::move(from), how, around, std::move(make));
}

} // namespace vagus::listen
