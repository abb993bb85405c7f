#include "engine/deliver/web/http_client.hpp"

#include "base/limits.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <array>
#include <utility>

namespace vagus::deliver {
namespace asio = boost::asio;

namespace {

constexpr std::size_t read_size = 16 * limits::KiB;

} // namespace

http_client::http_client(web_server to, const http_bounds& bounds, https secured, asio::io_context& context)
    : to_{std::move(to)}
    , bounds_{bounds}
    , secured_{std::move(secured)}
    , peer_{context} {}

asio::awaitable<result<http_answer, http_failure>> http_client::exchange(http_request request) {
    const auto head = head_of(request, host_field(to_));
    bool unsent = true;
    for (bool again = repeatable(request.method);; again = false) { // at most twice
        // A server may close between requests, or say something nobody asked for: neither may cost a try.
        if (peer_.is_open() && !peer_.idle()) peer_.close();
        const bool kept = peer_.is_open();
        error_code failed = stopping_ ? asio::error::operation_aborted : error_code{};
        if (!kept && !stopping_) failed = co_await connect();
        if (failed) {
            peer_.close();
            if (stopping_) co_return fail(http_failure{http_failure::kind::stopped, {}});
            co_return fail(http_failure{http_failure::kind::connection,
                                        "cannot connect to " + to_text(to_) + ": " + peer_.words(failed), unsent});
        }
        unsent = false;
        auto done = co_await once(request, head);
        const bool open = done.came && done.came->keep_alive && !stopping_;
        if (!open) peer_.close();
        if (!kept || !again || !done.nothing_came || stopping_) co_return std::move(done.came);
    }
}

asio::awaitable<http_client::error_code> http_client::connect() {
    auto failed = co_await peer_.connect(to_.host, to_.port, bounds_.connect_timeout);
    if (failed || !to_.tls) co_return failed;
    auto how = secured_.certificates.towards(secured_.terms, to_.host);
    co_return co_await peer_.secure(std::move(how), bounds_.connect_timeout);
}

asio::awaitable<http_client::sent> http_client::once(const http_request& request, const std::string& head) {
    waiting_ = true;
    const runtime::gather bytes{asio::buffer(head), asio::buffer(request.body)};
    auto failed = co_await peer_.write_all(bounds_.answer_timeout, bytes);
    sent done{fail(http_failure{http_failure::kind::timeout, "the request could not be written in time"})};
    if (failed != asio::error::timed_out) done = co_await answer(failed);
    peer_.within().off();
    waiting_ = false;
    co_return done;
}

// A server that refuses a request early answers and closes while we still write: its answer says why.
asio::awaitable<http_client::sent> http_client::answer(error_code write_failed) {
    using kind = http_failure::kind;
    answer_reader reader{bounds_.max_answer};
    std::array<char, read_size> room; // NOLINT: filled by the read
    peer_.within().expires_after(bounds_.answer_timeout);
    for (bool whole = false; !whole;) { // ends with the answer, an error, or the deadline
        auto [bytes, failed] = co_await peer_.read_some(room);
        if (failed == asio::error::eof && reader.begun()) {
            if (auto ended = reader.ended(); !ended) co_return sent{fail(lost(ended.error()))};
            break;
        }
        if (failed == asio::error::timed_out)
            co_return sent{
                fail(http_failure{kind::timeout, reader.begun() ? "no whole answer in time" : "no answer in time"})};
        if (failed) {
            const auto& cause = write_failed ? write_failed : failed;
            co_return sent{fail(lost("the connection ended before the answer: " + peer_.words(cause))),
                           !reader.begun()};
        }
        auto more = reader.put({room.data(), bytes});
        if (!more) co_return sent{fail(http_failure{kind::unreadable, more.error()})};
        whole = *more;
    }
    auto taken = reader.take();
    if (!taken) co_return sent{fail(http_failure{kind::unreadable, taken.error()})};
    if (write_failed) taken->keep_alive = false;
    co_return sent{std::move(*taken)};
}

void http_client::stop() {
    stopping_ = true;
    if (!waiting_) peer_.close();
}

void http_client::cut() {
    stopping_ = true;
    peer_.close();
}

http_failure http_client::lost(const std::string& words) const {
    return {http_failure::kind::connection, to_text(to_) + ": " + words};
}

} // namespace vagus::deliver
