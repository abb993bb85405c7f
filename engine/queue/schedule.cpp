#include "engine/queue/schedule.hpp"

#include "engine/runtime/pause.hpp"

#include <algorithm>
#include <utility>

namespace vagus::queue {
namespace {

using namespace std::chrono_literals;

// Clocks on the wall jump: it is looked again after so long at the latest.
constexpr std::chrono::microseconds longest_sleep = 30s;

} // namespace

schedule::schedule(const output_settings& how, const clock& time, boost::asio::io_context& context)
    : how_{how}
    , clock_{time}
    , timer_{context}
    , closed_{should_be_closed()} {}

void schedule::start(runtime::task_group& tasks, std::function<void()> changed) {
    if (how_.open) tasks.spawn("hours", follow(std::move(changed)));
}

void schedule::stop() {
    stopping_ = true;
    timer_.cancel();
}

boost::asio::awaitable<void> schedule::follow(std::function<void()> changed) {
    while (!stopping_) {
        if (const bool now = should_be_closed(); now != std::exchange(closed_, now)) changed();
        const auto left = until_change(*how_.open, *how_.local, clock_.wall());
        co_await runtime::pause(timer_, std::min(left, longest_sleep));
    }
}

std::optional<std::chrono::milliseconds> schedule::opens_in() const {
    if (!closed_) return std::nullopt;
    return std::chrono::ceil<std::chrono::milliseconds>(until_change(*how_.open, *how_.local, clock_.wall()));
}

bool schedule::should_be_closed() const {
    return how_.open && !is_open(*how_.open, *how_.local, clock_.wall());
}

} // namespace vagus::queue
