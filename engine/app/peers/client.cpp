#include "engine/app/peers/client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <utility>
#include <variant>

namespace vagus::peers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using clock = std::chrono::steady_clock;

constexpr std::size_t read_bytes = 16U << 10U;

double seconds(std::chrono::milliseconds span) {
    return static_cast<double>(span.count()) / 1000;
}

} // namespace

bool client::run_until(clock::time_point deadline) {
    context_.restart();
    context_.run_until(deadline);
    if (context_.stopped()) return true;
    error_code ignored;
    socket_.close(ignored);
    context_.run(); // lets the cancelled call back, which refers to the caller's frame
    return false;
}

result<std::string, std::string> client::failed(std::string why) {
    close();
    return fail(std::move(why));
}

void client::close() {
    error_code ignored;
    socket_.close(ignored);
}

result<void, std::string> client::connect(const std::string& host, std::uint16_t port,
                                          std::chrono::milliseconds within) {
    const auto deadline = clock::now() + within;
    const std::string where = fmt::format("{}:{}", host, port);
    close();
    frames_ = mllp::decoder{};

    error_code error;
    tcp::resolver resolver{context_};
    const auto addresses = resolver.resolve(host, std::to_string(port), error);
    if (error) return fail(fmt::format("cannot find {}: {}", where, error.message()));
    asio::async_connect(socket_, addresses, [&](const error_code& outcome, const tcp::endpoint&) { error = outcome; });
    if (!run_until(deadline))
        return fail(fmt::format("cannot connect to {}: no answer within {} s", where, seconds(within)));
    if (error) {
        close();
        return fail(fmt::format("cannot connect to {}: {}", where, error.message()));
    }
    socket_.set_option(tcp::no_delay{true}, error); // a hint: the message goes out without it too
    return {};
}

result<std::string, std::string> client::exchange(std::string_view message, std::chrono::milliseconds within) {
    const auto deadline = clock::now() + within;
    const std::string framed = mllp::encode(message);
    error_code error;
    asio::async_write(socket_, asio::buffer(framed), [&](const error_code& outcome, std::size_t) { error = outcome; });
    if (!run_until(deadline)) return failed(fmt::format("could not send within {} s", seconds(within)));
    if (error) return failed(fmt::format("could not send: {}", error.message()));

    for (std::size_t stray_bytes = 0;;) {
        while (auto event = frames_.next()) {
            if (auto* frame = std::get_if<mllp::frame>(&*event)) return std::move(frame->bytes);
            if (auto* stray = std::get_if<mllp::stray>(&*event))
                stray_bytes += stray->bytes.size();
            else
                return failed("the answer is longer than any acknowledgement");
        }
        const auto room = frames_.prepare(read_bytes);
        std::size_t arrived = 0;
        socket_.async_read_some(asio::buffer(room.data(), room.size()), [&](const error_code& outcome, std::size_t n) {
            error = outcome;
            arrived = n;
        });
        const bool in_time = run_until(deadline);
        frames_.commit(arrived);
        if (in_time && !error) continue;
        frames_.quiet(); // an answer that lacks its last CR is still an answer
        if (auto event = frames_.next(); event && std::holds_alternative<mllp::frame>(*event)) {
            close();
            return std::get<mllp::frame>(std::move(*event)).bytes;
        }
        const std::string noise =
            stray_bytes + frames_.held() > 0
                ? fmt::format(" ({} bytes came without MLLP framing)", stray_bytes + frames_.held())
                : "";
        if (!in_time) return failed(fmt::format("no answer within {} s{}", seconds(within), noise));
        if (error == asio::error::eof) return failed("connection closed without an answer" + noise);
        return failed(fmt::format("connection lost: {}{}", error.message(), noise));
    }
}

} // namespace vagus::peers
