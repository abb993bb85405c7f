// The I/O threads: one io_context(1) each. A session and a lane stay on one thread, so there are no strands on the
// road; threads are crossed with a plain post. Source: architecture section 4, "Threads".
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

namespace vagus::runtime {

inline constexpr unsigned most_io_threads = 8;

class io_thread {
  public:
    io_thread();
    ~io_thread(); // stops and joins
    io_thread(const io_thread&) = delete;
    io_thread& operator=(const io_thread&) = delete;

    // `name` is shown by top -H. `yielding` lowers the thread's priority (nice) a little: when the machine is busy,
    // others of this process go first.
    void start(const char* name, bool yielding = false);
    void stop(); // what is queued is dropped; joins
    [[nodiscard]] boost::asio::io_context& context() { return context_; }

  private:
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::thread thread_;
};

class io_pool {
  public:
    explicit io_pool(unsigned threads); // 1 to most_io_threads
    void start(const char* name, bool yielding = false);
    void stop();
    [[nodiscard]] std::size_t size() const { return threads_.size(); }
    [[nodiscard]] io_thread& at(std::size_t i) { return *threads_[i]; }
    // Takes turns. Any thread.
    [[nodiscard]] std::size_t next() { return turn_.fetch_add(1, std::memory_order_relaxed) % threads_.size(); }

  private:
    std::vector<std::unique_ptr<io_thread>> threads_;
    std::atomic<std::size_t> turn_{0};
};

} // namespace vagus::runtime
