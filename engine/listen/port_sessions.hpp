// The sessions of one listener on one I/O thread.
#pragma once

#include "engine/listen/port_session.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <list>

namespace vagus::listen {

// Thread rule: everything on that thread, except the constructor and end_stale().
struct port_sessions {
    port_sessions(boost::asio::io_context& context, reporter& report)
        : tasks{context, report} {}

    // From a coroutine of any thread: ends the session here that waits for its sender the longest, if for longer than
    // `past`. For how long it had been silent; zero: there is none.
    [[nodiscard]] boost::asio::awaitable<std::chrono::steady_clock::duration>
    end_stale(std::chrono::steady_clock::duration past);

    runtime::task_group tasks;
    std::list<port_session*> live;
};

} // namespace vagus::listen
