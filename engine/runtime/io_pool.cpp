#include "engine/runtime/io_pool.hpp"

#include <algorithm>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

namespace vagus::runtime {

io_thread::io_thread()
    : work_{boost::asio::make_work_guard(context_)} {}

io_thread::~io_thread() {
    stop();
}

namespace {
constexpr int yielding_nice = 5;
}

void io_thread::start(const char* name, bool yielding) {
    thread_ = std::thread{[this, yielding] {
        // Linux counts niceness by thread. Refused, the thread works as before.
        if (yielding) (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), yielding_nice);
        context_.run();
    }};
    pthread_setname_np(thread_.native_handle(), name);
}

void io_thread::stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
}

io_pool::io_pool(unsigned threads) {
    auto count = std::clamp(threads, 1U, most_io_threads);
    for (unsigned i = 0; i < count; ++i) threads_.push_back(std::make_unique<io_thread>());
}

void io_pool::start(const char* name, bool yielding) {
    for (auto& thread : threads_) thread->start(name, yielding);
}

void io_pool::stop() {
    for (auto& thread : threads_) thread->stop();
}

} // namespace vagus::runtime
