// Whether the hours of an output let it send, followed as time goes on.
#pragma once

#include "base/clock.hpp"
#include "engine/queue/output_settings.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <optional>

namespace vagus::queue {

// Thread rule: the output's thread.
class schedule {
  public:
    // All of it outlives the schedule.
    schedule(const output_settings& how, const clock& time, boost::asio::io_context& context);

    // Looks until stop(); `changed` runs when the output begins or ends to send.
    void start(runtime::task_group& tasks, std::function<void()> changed);
    void look_again() { timer_.cancel(); }
    void stop();

    [[nodiscard]] bool closed() const { return closed_; }
    // Nothing while it is open.
    [[nodiscard]] std::optional<std::chrono::milliseconds> opens_in() const;

  private:
    [[nodiscard]] boost::asio::awaitable<void> follow(std::function<void()> changed);
    [[nodiscard]] bool should_be_closed() const;

    const output_settings& how_;
    const clock& clock_;
    boost::asio::steady_timer timer_;
    bool closed_;
    bool stopping_ = false;
};

} // namespace vagus::queue
