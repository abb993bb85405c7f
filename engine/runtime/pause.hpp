// Sleeps that can be cut short by whoever holds the timer.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>

namespace vagus::runtime {

// Returns when the span has passed or timer.cancel() was called.
inline boost::asio::awaitable<void> pause(boost::asio::steady_timer& timer, std::chrono::steady_clock::duration span) {
    timer.expires_after(span);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

} // namespace vagus::runtime
