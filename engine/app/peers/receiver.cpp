#include "engine/app/peers/receiver.hpp"

#include "engine/runtime/pause.hpp"
#include "engine/runtime/stream.hpp"
#include "parsers/hl7/element.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace vagus::peers {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto with_outcome = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_bytes = 16U << 10U;
constexpr std::chrono::seconds handshake_time{10};
constexpr std::chrono::minutes write_time{10};                // a sender that reads nothing for so long is gone
constexpr std::chrono::milliseconds after_failed_accept{100}; // out of file descriptors: do not spin

std::string type_of(const hl7::document& message) {
    const auto type = message.field("MSH", 9);
    const auto code = hl7::part(type, message.marks.component, 1);
    const auto event = hl7::part(type, message.marks.component, 2);
    return event.empty() ? std::string{code} : fmt::format("{}^{}", code, event);
}

} // namespace

// What stop() must reach.
struct receiver::session {
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

receiver::receiver(asio::io_context& where, receiver_settings how, std::function<void(const received&)> seen)
    : how_{std::move(how)}
    , seen_{std::move(seen)}
    , acceptor_{where}
    , tasks_{where, no_report()} {}

result<std::uint16_t, std::string> receiver::start() {
    error_code error;
    const auto address =
        how_.host.empty() ? asio::ip::address{asio::ip::address_v4::any()} : asio::ip::make_address(how_.host, error);
    if (error) return fail(fmt::format("'{}' is not an address to listen on", how_.host));
    const tcp::endpoint at{address, how_.port};
    if (!error) acceptor_.open(at.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    if (!error) acceptor_.bind(at, error);
    if (!error) acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return fail(fmt::format("cannot listen on {}:{}: {}", address.to_string(), how_.port, error.message()));
    tasks_.spawn("accept", accept());
    return acceptor_.local_endpoint().port();
}

void receiver::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    for (session* open : sessions_) {
        open->peer.close();
        open->timer.cancel();
    }
}

asio::awaitable<void> receiver::accept() {
    asio::steady_timer timer{acceptor_.get_executor()};
    while (acceptor_.is_open()) {
        auto [error, peer] = co_await acceptor_.async_accept(with_outcome);
        if (!acceptor_.is_open()) co_return;
        if (error)
            co_await runtime::pause(timer, after_failed_accept);
        else if (sessions_.size() >= how_.connections)
            ++turned_away_; // the socket closes as it goes
        else
            tasks_.spawn("session", serve(std::move(peer)));
    }
}

asio::awaitable<void> receiver::serve(tcp::socket peer) {
    session here{std::move(peer), sessions_};
    error_code error;
    const std::string name = here.peer.peer();
    if (how_.tls) {
        auto side = *how_.tls;
        error = co_await here.peer.secure(std::move(side), handshake_time);
        if (error && how_.refused) how_.refused(name + ": " + here.peer.words(error));
        if (error) co_return;
    }
    mllp::decoder frames{how_.limits};
    for (bool ended = false;;) {
        while (auto event = frames.next()) {
            if (std::holds_alternative<mllp::too_long>(*event)) co_return;
            auto* frame = std::get_if<mllp::frame>(&*event);
            if (frame == nullptr) continue;
            received message{.bytes = std::move(frame->bytes),
                             .peer = name,
                             .type = {},
                             .control_id = {},
                             .problem = {},
                             .answer = {}};
            const std::string answer = judge(message);
            seen_(message);
            if (how_.delay.count() > 0) co_await runtime::pause(here.timer, how_.delay);
            if (!answer.empty()) {
                const std::string framed = mllp::encode(answer);
                const runtime::gather bytes{asio::buffer(framed)};
                error = co_await here.peer.write_all(write_time, bytes);
            }
            if (++messages_ == how_.count) stop();
            if (error || !here.peer.is_open()) co_return;
        }
        if (ended) co_return;
        const auto room = frames.prepare(read_bytes);
        auto [arrived, failed] = co_await here.peer.read_some(room);
        frames.commit(arrived);
        if (!failed) continue;
        ended = true;
        frames.quiet();
    }
}

std::string receiver::judge(received& message) {
    const auto now = system_clock().wall();
    hl7::answer answer{.code = hl7::ack_code::AR, .control_id = ids_.next(now), .time = hl7_time(now)};
    auto parsed = hl7::message::parse(message.bytes);
    if (!parsed) {
        message.problem = to_text(parsed.error());
        answer.text = message.problem;
        answer.faults.push_back({.code = hl7::condition::segment_sequence, .diagnostic = message.problem});
        if (!how_.ack) return {};
        message.answer = answer.code;
        return hl7::acknowledge_unreadable(message.bytes, answer);
    }
    const hl7::document document = parsed->read();
    message.type = type_of(document);
    message.control_id = document.field("MSH", 10);
    if (!how_.ack || hl7::is_acknowledgement(document)) return {};
    const bool refused = how_.refuse && how_.refuse(document);
    answer.code = refused ? how_.refuse_with : *how_.ack;
    message.answer = answer.code;
    if (answer.code == hl7::ack_code::AA || answer.code == hl7::ack_code::CA) return hl7::acknowledge(document, answer);
    answer.text = refused ? "refused by vagus listen --refuse" : "refused by vagus listen --ack";
    answer.faults.push_back({.diagnostic = answer.text});
    return hl7::acknowledge(document, answer);
}

} // namespace vagus::peers
