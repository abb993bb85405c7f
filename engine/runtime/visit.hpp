// A question to something that lives on another thread.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <type_traits>
#include <utility>

namespace vagus::runtime {

// Runs `what` on the thread of `there` and brings its answer back to the thread that asked. What it refers to outlives
// both threads.
template <class What>
boost::asio::awaitable<std::invoke_result_t<What&>> visit(boost::asio::io_context& there, What what) {
    using answer = std::invoke_result_t<What&>;
    const auto here = co_await boost::asio::this_coro::executor;
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(answer)>(
        [&there, here, &what](auto handler) {
            boost::asio::post(there, [here, what = std::move(what), handler = std::move(handler)]() mutable {
                boost::asio::post(here, [handler = std::move(handler), found = what()]() mutable {
                    std::move(handler)(std::move(found));
                });
            });
        },
        boost::asio::use_awaitable);
}

} // namespace vagus::runtime
