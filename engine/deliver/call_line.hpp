// One call at work: who waits is served in turn, over as many connections as the call allows.
#pragma once

#include "engine/deliver/calls.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace vagus::deliver {

// Thread rule: its home's, except the constructor.
class call_line : public std::enable_shared_from_this<call_line> {
  public:
    using done = std::move_only_function<void(routes::answer)>;
    // `home` and what `around` refers to outlive it.
    call_line(calls::stated what, const calls::surroundings& around, runtime::task_group& home);

    void ask(routes::question what, done then);
    [[nodiscard]] boost::asio::io_context& context() { return home_.context(); }

  private:
    struct waiting {
        waiting(routes::question of, done whom, boost::asio::io_context& home)
            : what{std::move(of)}
            , then{std::move(whom)}
            , late{home} {}
        routes::question what;
        done then;
        std::chrono::steady_clock::time_point since{};
        boost::asio::steady_timer late;
        web_client* over = nullptr; // that it is asked over, while it is
        bool ended = false;
    };
    // Serves whoever waits, until nobody does.
    [[nodiscard]] boost::asio::awaitable<void> serve(std::shared_ptr<call_line> self);
    [[nodiscard]] std::unique_ptr<web_client> connection();
    [[nodiscard]] http_request request_of(const routes::question& what) const;
    void end_late(waiting& one);
    void end(waiting& one, routes::answer with);

    calls::stated what_;
    const calls::surroundings around_;
    runtime::task_group& home_;
    std::shared_ptr<authorization> who_;
    std::deque<std::shared_ptr<waiting>> queue_;
    std::vector<std::unique_ptr<web_client>> idle_;
    std::int64_t serving_ = 0;
};

} // namespace vagus::deliver
