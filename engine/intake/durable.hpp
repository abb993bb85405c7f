// The store's promise as something to wait for.
#pragma once

#include "engine/store/store.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace vagus::intake {

using store_answer = result<store::receipt, store::store_error>;

inline boost::asio::awaitable<store_answer> durable(store::store& where, store::new_message message,
                                                    store::mailbox& box) {
    co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(store_answer)>(
        [&where, &message, &box](auto handler) { where.accept(std::move(message), box, std::move(handler)); },
        boost::asio::use_awaitable);
}

} // namespace vagus::intake
