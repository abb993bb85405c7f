// A bell for one coroutine: wait() until somebody on the same thread rings. A ring without a waiter is kept, once.
// The waiter checks its own condition again: a ring means "look", not what there is to see.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <utility>

namespace vagus::runtime {

class signal {
  public:
    explicit signal(boost::asio::any_io_executor where)
        : where_{std::move(where)} {}

    [[nodiscard]] boost::asio::awaitable<void> wait() {
        if (std::exchange(rung_, false)) co_return;
        co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
            [this](auto handler) { waiter_ = std::move(handler); }, boost::asio::use_awaitable);
    }

    void ring() {
        if (!waiter_) {
            rung_ = true;
            return;
        }
        // Posted, so that ringing never runs the waiter inside the ringer.
        boost::asio::post(where_, std::exchange(waiter_, nullptr));
    }

  private:
    boost::asio::any_io_executor where_;
    std::move_only_function<void()> waiter_;
    bool rung_ = false;
};

} // namespace vagus::runtime
