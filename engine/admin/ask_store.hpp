// A question to the store as something a coroutine waits for.
#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vagus::admin {

// `ask` hands the store a callback that takes an Answer, and holds nothing that must be moved: g++ 12 destroys the
// temporaries of a co_await twice.
template <class Answer, class Ask> boost::asio::awaitable<Answer> answer_of(Ask ask) {
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Answer)>(
        [&ask](auto handler) { ask(std::move(handler)); }, boost::asio::use_awaitable);
}

} // namespace vagus::admin
