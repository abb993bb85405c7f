#include "engine/listen/port_sessions.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace vagus::listen {
namespace asio = boost::asio;
using duration = std::chrono::steady_clock::duration;

namespace {

duration end_most_silent(const std::list<port_session*>& live, duration past) {
    const auto most = std::ranges::max_element(live, {}, &port_session::silence);
    if (most == live.end()) return {};
    const auto silence = (*most)->silence();
    if (silence <= past) return {};
    (*most)->give_way();
    return silence;
}

} // namespace

asio::awaitable<duration> port_sessions::end_stale(duration past) {
    co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(duration)>(
        [this, past](auto handler) {
            asio::post(tasks.context(), [this, past, handler = std::move(handler)]() mutable {
                const auto ended = end_most_silent(live, past);
                auto home = asio::get_associated_executor(handler);
                asio::post(home, [handler = std::move(handler), ended]() mutable { handler(ended); });
            });
        },
        asio::use_awaitable);
}

} // namespace vagus::listen
