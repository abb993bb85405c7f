// What happens in the engine as one stream of Server-Sent Events for each page that is open: how everything stands once
// a second, and beside it messages as they come. Made once for all streams; with none open nothing is made.
// Thread rule: the admin thread. Source: HTML Living Standard, server-sent events.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/admin/desk.hpp"
#include "engine/admin/http/exchange.hpp"
#include "engine/admin/server.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>

namespace vagus::admin::http {

inline constexpr std::size_t kept_events = 200; // for streams that come back; how everything stands is the newest only
inline constexpr std::size_t shown_messages = 10; // of one second
inline constexpr auto snapshot_every = std::chrono::milliseconds{1000};
inline constexpr auto look_every = snapshot_every / 4; // of a stream, for what is new: never zero, which would spin
static_assert(look_every >= std::chrono::milliseconds{100});
inline constexpr auto heartbeat_every = std::chrono::seconds{15};

class event_feed {
  public:
    // All of it outlives the feed. `verbs` has status, and alerts.list where there are alerts.
    event_feed(boost::asio::io_context& context, const std::map<std::string, verb>& verbs, const desk& at,
               reporter& report);

    // The answer to one who listens; a refusal when too many do. `allowed` is asked before each look: the stream ends
    // when it says no, as a session or a token may have ended.
    [[nodiscard]] reply open(const request& from, bool messages, std::function<bool()> allowed);
    void stop(); // streams end at their next turn

  private:
    struct event {
        std::uint64_t id = 0;
        std::string name;
        std::string data;
    };
    [[nodiscard]] boost::asio::awaitable<void> run();
    [[nodiscard]] boost::asio::awaitable<void> look();
    [[nodiscard]] boost::asio::awaitable<void> look_at_messages();
    [[nodiscard]] boost::asio::awaitable<void> look_at_alerts();
    [[nodiscard]] boost::asio::awaitable<void> stream(write_piece write, std::uint64_t after, bool messages,
                                                      std::function<bool()> allowed);
    void put(std::string name, std::string data);

    const std::map<std::string, verb>& verbs_;
    const desk at_;
    runtime::task_group tasks_;
    std::deque<event> recent_;
    // Of these a stream that begins is told the newest, whatever came before it.
    event status_;
    event alerts_;
    std::uint64_t last_ = 0;
    std::size_t streams_ = 0;
    std::size_t of_messages_ = 0; // of them
    bool running_ = false;
    bool stopping_ = false;
    store::delivery_ref seen_{}; // the last message that was told of; none yet: the end
    bool begun_ = false;         // seen_ is known
    std::string revision_;
};

} // namespace vagus::admin::http
