#include "engine/app/peers/client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <utility>
#include <variant>

namespace vagus::peers {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using clock = std::chrono::steady_clock;

constexpr std::size_t read_bytes = 16U << 10U;

double seconds(std::chrono::milliseconds span) {
    return static_cast<double>(span.count()) / 1000;
}

} // namespace

void client::run(asio::awaitable<void> task) {
    context_.restart();
    tasks_.spawn("client", std::move(task));
    tasks_.when_empty([this] { context_.stop(); }); // not when the deadline's timer, off by then, would let it end
    context_.run();
}

result<void, std::string> client::connect(const std::string& host, std::uint16_t port,
                                          std::chrono::milliseconds within) {
    frames_ = mllp::decoder{};
    error_code failed = asio::error::operation_aborted; // where the task did not come to its end
    run(open(host, port, within, failed));
    if (!failed) return {};
    peer_.close();
    auto why =
        failed == asio::error::timed_out ? fmt::format("no answer within {} s", seconds(within)) : peer_.words(failed);
    return fail(fmt::format("cannot connect to {}:{}: {}", host, port, why));
}

asio::awaitable<void> client::open(std::string host, std::uint16_t port, std::chrono::milliseconds within,
                                   error_code& failed) {
    failed = co_await peer_.connect(host, port, within);
    if (failed || !tls_) co_return;
    auto how = *tls_;
    if (how.name.empty()) how.name = host;
    failed = co_await peer_.secure(std::move(how), within);
}

result<std::string, std::string> client::exchange(std::string_view message, std::chrono::milliseconds within) {
    outcome is = fail(std::string{"interrupted"});
    run(speak(mllp::encode(message), within, is));
    if (!is) peer_.close();
    return is;
}

asio::awaitable<void> client::speak(std::string framed, std::chrono::milliseconds within, outcome& is) {
    const auto due = clock::now() + within;
    const runtime::gather bytes{asio::buffer(framed)};
    if (auto failed = co_await peer_.write_all(within, bytes)) {
        is = fail(failed == asio::error::timed_out ? fmt::format("could not send within {} s", seconds(within))
                                                   : fmt::format("could not send: {}", peer_.words(failed)));
        co_return;
    }
    is = co_await answer(due, within);
    peer_.within().off();
}

asio::awaitable<client::outcome> client::answer(clock::time_point due, std::chrono::milliseconds within) {
    for (std::size_t stray_bytes = 0;;) { // ends with a frame, an error or the deadline
        while (auto event = frames_.next()) {
            if (auto* frame = std::get_if<mllp::frame>(&*event)) co_return std::move(frame->bytes);
            if (auto* stray = std::get_if<mllp::stray>(&*event))
                stray_bytes += stray->bytes.size();
            else
                co_return fail(std::string{"the answer is longer than any acknowledgement"});
        }
        const auto room = frames_.prepare(read_bytes);
        peer_.within().expires_after(due - clock::now());
        const auto [arrived, failed] = co_await peer_.read_some(room);
        frames_.commit(arrived);
        if (!failed) continue;
        frames_.quiet(); // an answer that lacks its last CR is still an answer
        if (auto event = frames_.next(); event && std::holds_alternative<mllp::frame>(*event)) {
            peer_.close();
            co_return std::get<mllp::frame>(std::move(*event)).bytes;
        }
        const auto outside = stray_bytes + frames_.held();
        const std::string noise = outside > 0 ? fmt::format(" ({} bytes came without MLLP framing)", outside) : "";
        if (failed == asio::error::timed_out)
            co_return fail(fmt::format("no answer within {} s{}", seconds(within), noise));
        if (failed == asio::error::eof) co_return fail("connection closed without an answer" + noise);
        co_return fail(fmt::format("connection lost: {}{}", peer_.words(failed), noise));
    }
}

} // namespace vagus::peers
