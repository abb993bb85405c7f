#include "bare/session.hpp"

#include "frames.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <functional>
#include <string>
#include <utility>

namespace road {

namespace asio = boost::asio;

namespace {

constexpr std::size_t longest_frame = 1U << 20U;
constexpr std::size_t usual_frame =
    4096; // one read takes a whole message; Asio fills what it reads into with zeros first
constexpr auto quiet = asio::as_tuple(asio::use_awaitable);

// The lane is chosen by key, so one patient's messages stay in order.
lane& lane_of(std::string_view frame, std::span<const std::unique_ptr<lane>> lanes) {
    return *lanes[std::hash<std::string_view>{}(patient(frame)) % lanes.size()];
}

} // namespace

asio::awaitable<void> serve(asio::ip::tcp::socket sender, io& home, writer& store,
                            std::span<const std::unique_ptr<lane>> lanes) {
    std::string held;
    held.reserve(usual_frame);
    asio::steady_timer durable{home, asio::steady_timer::time_point::max()};
    for (;;) {
        const auto [ended, size] =
            co_await asio::async_read_until(sender, asio::dynamic_buffer(held, longest_frame), frame_end, quiet);
        if (ended) co_return;
        const auto frame = std::make_shared<const std::string>(held, 0, size);
        held.erase(0, size);
        auto& target = lane_of(*frame, lanes);

        accepted message{.frame = frame,
                         .control = std::string{control_id(*frame)},
                         .sender = &home,
                         .answer = {},
                         .lane = &target.home(),
                         .forward = {}};
        message.answer = [&durable] { durable.cancel(); };
        message.forward = [&target, frame](std::int64_t row) { target.push(row, frame); };
        store.accept(std::move(message));
        co_await durable.async_wait(quiet); // the answer comes by post to this thread, so never before this line

        const auto answer = positive_answer(control_id(*frame));
        const auto [lost, sent] = co_await asio::async_write(sender, asio::buffer(answer), quiet);
        if (lost) co_return;
    }
}

} // namespace road
