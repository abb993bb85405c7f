#include "engine/listen/http/session.hpp"

#include "engine/listen/events.hpp"
#include "engine/listen/take.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <algorithm>
#include <utility>

namespace vagus::listen::http {
namespace asio = boost::asio;
using namespace std::chrono_literals;
using steady = std::chrono::steady_clock;

namespace {

// What a client that was turned down goes on sending is read for so long and so far: closing at once would reset the
// connection, and the client might never see why.
constexpr auto farewell = 2s;
constexpr std::size_t farewell_bytes = 4 * limits::MiB;

constexpr auto go_on = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace

session::session(asio::ip::tcp::socket peer, port_service& service, const http_listener& how, store::mailbox& box)
    : port_session{std::move(peer), service, box}
    , how_{how}
    , requests_{{how.max_message, "the message is longer than max_message"}} {}

asio::awaitable<void> session::converse() {
    for (;;) { // a request a turn; ends with the connection
        until_ = steady::now() + how_.request_timeout;
        auto head = co_await read_head();
        if (!head) break;
        auto body = co_await read_body(*head);
        if (!body) break;
        const door in{service_.around.intake, service_.from, box_, share_};
        const auto came = co_await listen::take(in, name_, std::move(*body), requests_.held(), progress{});
        service_.messages.fetch_add(1, std::memory_order_relaxed);
        // The one place where an answer leaves: below the commit that made its message durable.
        if (co_await respond(*head, came.verdict) == go::end) break;
        share_.hold(requests_.held());
    }
}

asio::awaitable<std::optional<vagus::http::request_head>> session::read_head() {
    for (;;) { // ends with a head, the connection or a deadline
        auto head = requests_.head();
        if (!head) {
            co_await turn_down(in_words(head.error().status, head.error().words));
            co_return std::nullopt;
        }
        if (*head) co_return std::move(*head);
        if (stopping() && !requests_.begun()) {
            end_ = "the engine stops";
            co_return std::nullopt;
        }
        if (!co_await read_more()) co_return std::nullopt;
    }
}

asio::awaitable<std::optional<std::string>> session::read_body(const vagus::http::request_head& head) {
    auto why = refusal(head, how_);
    if (!why && !service_.around.intake.reads(service_.from))
        why = no_room("this input takes nothing now: send it again later");
    if (why) {
        co_await turn_down(std::move(*why));
        co_return std::nullopt;
    }
    if (head.waits && !co_await write(go_on)) co_return std::nullopt;
    for (;;) { // ends with a body, the connection or a deadline
        auto body = requests_.body();
        if (!body) {
            co_await turn_down(in_words(body.error().status, body.error().words));
            co_return std::nullopt;
        }
        if (*body) co_return std::move(*body);
        if (!co_await read_more()) co_return std::nullopt;
    }
}

asio::awaitable<bool> session::read_more() {
    const bool begun = requests_.begun();
    // A connection that has sent nothing may stay so for long, and many may: they hold nothing that others need.
    if (!co_await room_for(begun ? requests_.held() + came_.size() : 0)) {
        co_await turn_down(no_room("no room within site.in_flight: send it again later"));
        co_return false;
    }
    const auto left = std::chrono::duration_cast<config::duration>(until_ - steady::now());
    auto [bytes, failed] = co_await read_some(came_, begun ? std::max<config::duration>(left, 1ms) : how_.idle_timeout);
    if (!failed) {
        if (std::exchange(first_, false) && speaks_tls(std::span{came_}.first(bytes))) co_return false;
        if (!begun) until_ = steady::now() + how_.request_timeout;
        requests_.put({came_.data(), bytes});
        co_return true;
    }
    if (begun && failed == asio::error::timed_out) {
        co_await turn_down(in_words(408, "the request did not come whole within request_timeout"));
        co_return false;
    }
    end_because(failed);
    if (begun) service_.around.report(session_broken{service_.from.name, name_, "ended inside a request: " + end_});
    co_return false;
}

asio::awaitable<session::go> session::respond(const vagus::http::request_head& head, const intake::verdict& verdict) {
    const bool stays = head.keep_alive && !stopping() && verdict.what != intake::verdict::act::close;
    const auto made = answer_to(verdict, head.content_type, how_);
    if (!co_await write(to_bytes(made, stays))) {
        service_.around.report(ack_not_written{service_.from.name, verdict.message, end_});
        service_.around.intake.note(service_.from, "ack_not_written", verdict.message, made.body);
        co_return go::end;
    }
    if (stays) co_return go::on;
    end_ = verdict.what == intake::verdict::act::close ? "the store could not promise"
           : stopping()                                ? "the engine stops"
                                                       : "the client wanted no more";
    co_return go::end;
}

asio::awaitable<void> session::turn_down(answer why) {
    service_.around.report(request_refused{service_.from.name, name_, why.status, why.body});
    end_ = "refused with " + std::to_string(why.status);
    if (!co_await write(to_bytes(why, false))) co_return;
    const auto until = steady::now() + farewell;
    for (std::size_t read = 0; read < farewell_bytes && !stopping();) { // bounded by bytes and time
        const auto left = std::chrono::duration_cast<config::duration>(until - steady::now());
        if (left <= 0ms) co_return;
        const auto [bytes, failed] = co_await read_some(came_, left);
        if (failed) co_return;
        read += bytes;
    }
}

asio::awaitable<bool> session::write(const std::string& bytes) {
    const runtime::gather whole{asio::buffer(bytes)};
    const auto failed = co_await peer_.write_all(how_.write_timeout, whole);
    if (failed) end_ = "the answer could not be written: " + peer_.words(failed);
    co_return !failed;
}

} // namespace vagus::listen::http
