#include "engine/runtime/io_pool.hpp"

#include <algorithm>
#include <pthread.h>

namespace vagus::runtime {

io_thread::io_thread()
    : work_{boost::asio::make_work_guard(context_)} {}

io_thread::~io_thread() {
    stop();
}

void io_thread::start(const char* name) {
    thread_ = std::thread{[this] { context_.run(); }};
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

void io_pool::start() {
    for (auto& thread : threads_) thread->start("vagus-io");
}

void io_pool::stop() {
    for (auto& thread : threads_) thread->stop();
}

} // namespace vagus::runtime
