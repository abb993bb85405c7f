// Coroutines that belong together on one thread: sessions of a listener, lanes of an output. The only home of co_spawn.
// An exception that leaves a task is a bug: it ends that task, is reported, and nothing else.
#pragma once

#include "base/report.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace vagus::runtime {

struct task_failed {
    std::string task;
    std::string what;
    static constexpr std::string_view name = "task.failed";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const;
};

// Thread rule: everything on the context's thread, except the constructor.
class task_group {
  public:
    task_group(boost::asio::io_context& where, reporter& report)
        : where_{where}
        , report_{report} {}
    task_group(const task_group&) = delete;
    task_group& operator=(const task_group&) = delete;

    // Starts at once. `label` names the task in a report; static text.
    void spawn(const char* label, boost::asio::awaitable<void> task);
    [[nodiscard]] std::size_t running() const { return running_; }
    // Calls back once, when no task runs any more; at once when none does.
    void when_empty(std::function<void()> then);
    [[nodiscard]] boost::asio::io_context& context() { return where_; }

  private:
    boost::asio::io_context& where_;
    reporter& report_;
    std::size_t running_ = 0;
    std::function<void()> then_;
};

} // namespace vagus::runtime
