#include "engine/observe/log.hpp"

#include "engine/observe/line.hpp"
#include "engine/observe/repeats.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

namespace vagus::observe {
namespace {

void to_stderr(std::string_view line) {
    std::fwrite(line.data(), 1, line.size(), stderr);
}

// Counts what it has written, so that flush() knows when the queue's lines are out.
class sink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> { // one writing thread
  public:
    explicit sink(std::function<void(std::string_view)> out)
        : out_{std::move(out)} {}
    [[nodiscard]] std::size_t written() const { return written_.load(); }

  private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        std::string line{message.payload.data(), message.payload.size()};
        line += '\n';
        out_(line);
        ++written_;
    }
    void flush_() override {}

    std::function<void(std::string_view)> out_;
    std::atomic<std::size_t> written_{0};
};

} // namespace

struct log::inside {
    inside(log_settings settings, const clock& clock)
        : how{std::move(settings)}
        , time{clock}
        , limiter{how.repeats_per_second}
        , lines{std::make_shared<sink>(how.out ? how.out : to_stderr)}
        , pool{std::make_shared<spdlog::details::thread_pool>(how.queue_lines, 1)}
        , queue{std::make_shared<spdlog::async_logger>("vagus", lines, pool,
                                                       spdlog::async_overflow_policy::overrun_oldest)}
        , ticker{[this](const std::stop_token& stop) { tick(stop); }} {
        queue->set_level(spdlog::level::trace); // the reporter's threshold decides
    }

    void put(std::string_view event, severity level, const facts& what) {
        auto make = how.form == log_form::json ? json_line : text_line;
        const std::string line = make(time.wall(), event, level, what);
        ++posted;
        queue->log(spdlog::level::info, spdlog::string_view_t{line.data(), line.size()});
    }

    void summarise(bool all) {
        const std::lock_guard guard{lock};
        for (const auto& held : limiter.due(time.steady(), all)) put(held.event, held.level, held.what);
        const std::size_t lost = pool->overrun_counter();
        if (lost == lost_said) return;
        put("log.overrun", severity::warn, {{"lines_lost", static_cast<std::int64_t>(lost - lost_said)}});
        lost_said = lost;
    }

    // Sleeps while nothing is held back or lost.
    void tick(const std::stop_token& stop) {
        std::unique_lock guard{lock};
        while (!stop.stop_requested()) {
            wake.wait(guard, stop, [this] { return limiter.holds_back() || pool->overrun_counter() != lost_said; });
            wake.wait_for(guard, stop, repeats::window, [] { return false; });
            guard.unlock();
            summarise(false);
            guard.lock();
        }
    }

    log_settings how;
    const clock& time;
    std::mutex lock; // limiter, lost_said
    repeats limiter;
    std::size_t lost_said = 0;
    std::atomic<std::size_t> posted{0};
    std::shared_ptr<sink> lines;
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> queue;
    std::condition_variable_any wake;
    std::jthread ticker; // last: stops before what it uses goes
};

log::log(log_settings how, const clock& time)
    : reporter{how.also ? severity::debug : how.least}
    , inside_{std::make_unique<inside>(std::move(how), time)} {}

log::~log() {
    flush();
}

void log::write(std::string_view event, severity level, const facts& what) {
    if (inside_->how.also) inside_->how.also(event, what);
    if (level < inside_->how.least) return;
    const std::lock_guard guard{inside_->lock};
    if (inside_->limiter.admit(event, level, what, inside_->time.steady())) inside_->put(event, level, what);
    if (inside_->limiter.holds_back() || inside_->pool->overrun_counter() != inside_->lost_said)
        inside_->wake.notify_one();
}

void log::flush() {
    inside_->summarise(true);
    const auto until = std::chrono::steady_clock::now() + inside_->how.flush_within;
    while (inside_->lines->written() + inside_->pool->overrun_counter() < inside_->posted) {
        if (std::chrono::steady_clock::now() >= until) return;
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    if (!inside_->how.out) std::fflush(stderr);
}

} // namespace vagus::observe
