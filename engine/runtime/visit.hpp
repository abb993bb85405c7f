// A question to something that lives on another thread.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace vagus::runtime {

// Runs `what` on the thread of `there` and brings its answer, or what it throws, back to the thread that asked. What it
// refers to outlives both threads.
template <class What>
boost::asio::awaitable<std::invoke_result_t<What&>> visit(boost::asio::io_context& there, What what) {
    using answer = std::invoke_result_t<What&>;
    using found = std::optional<answer>;
    const auto here = co_await boost::asio::this_coro::executor;
    auto came =
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(std::exception_ptr, found)>(
            [&there, here, &what](auto handler) {
                boost::asio::post(there, [here, what = std::move(what), handler = std::move(handler)]() mutable {
                    found made;
                    std::exception_ptr thrown;
                    try {
                        made.emplace(what());
                    } catch (...) {
                        thrown = std::current_exception();
                    }
                    boost::asio::post(here, [handler = std::move(handler), thrown, made = std::move(made)]() mutable {
                        std::move(handler)(thrown, std::move(made));
                    });
                });
            },
            boost::asio::use_awaitable);
    co_return std::move(*came);
}

} // namespace vagus::runtime
