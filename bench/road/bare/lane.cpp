#include "bare/lane.hpp"

#include "frames.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <utility>

namespace road {

namespace asio = boost::asio;

namespace {

constexpr std::size_t longest_answer = 64U << 10U;
constexpr std::size_t usual_answer = 1024;
constexpr std::size_t most_waiting = 200'000; // some 300 MB: a receiver so far behind makes the rates meaningless

// The bench's receiver never fails; a lane that loses it ends the run instead of hiding it.
[[noreturn]] void end_run(const char* why) {
    std::fprintf(stderr, "bare road: a lane ended: %s\n", why);
    std::_Exit(1);
}

void when_run_ends(std::exception_ptr broken) {
    if (!broken) return;
    try {
        std::rethrow_exception(broken);
    } catch (const std::exception& error) {
        end_run(error.what());
    }
}

} // namespace

lane::lane(io& home, asio::ip::tcp::endpoint receiver, writer& store)
    : home_{home}
    , receiver_{std::move(receiver)}
    , store_{store}
    , arrived_{home, asio::steady_timer::time_point::max()} {
    answer_.reserve(usual_answer);
    asio::co_spawn(home_, run(), when_run_ends);
}

asio::awaitable<void> lane::run() {
    asio::ip::tcp::socket receiver{home_};
    for (;;) {
        while (waiting_.empty()) co_await arrived_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (!receiver.is_open()) {
            co_await receiver.async_connect(receiver_, asio::use_awaitable);
            receiver.set_option(asio::ip::tcp::no_delay{true});
        }
        const auto next = std::move(waiting_.front());
        waiting_.pop_front();
        co_await deliver(receiver, next);
    }
}

asio::awaitable<void> lane::deliver(asio::ip::tcp::socket& receiver, const item& next) {
    co_await asio::async_write(receiver, asio::buffer(*next.frame), asio::use_awaitable);
    const auto size = co_await asio::async_read_until(receiver, asio::dynamic_buffer(answer_, longest_answer),
                                                      frame_end, asio::use_awaitable);
    const auto expected = "\rMSA|AA|" + std::string{control_id(*next.frame)} + "\r";
    if (std::string_view{answer_}.substr(0, size).find(expected) == std::string_view::npos)
        throw std::runtime_error{"not the answer to what was sent"};
    answer_.erase(0, size);
    store_.settle(next.row);
}

void lane::push(std::int64_t row, shared_bytes frame) {
    if (waiting_.size() == most_waiting) end_run("the receiver does not keep up");
    waiting_.push_back({row, std::move(frame)});
    arrived_.cancel();
}

} // namespace road
