// What this process holds on to, as the system counts it: /proc/self/fd for descriptors, /proc/self/task for threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <thread>

namespace vagus::tests {

inline std::size_t held_in(const char* folder) {
    using each = std::filesystem::directory_iterator;
    return static_cast<std::size_t>(std::distance(each{folder}, each{}));
}

inline bool comes_down_to(std::size_t most, const char* folder) {
    using namespace std::chrono_literals;
    for (auto waited = 0ms; waited < 60s; waited += 10ms) {
        if (held_in(folder) <= most) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

} // namespace vagus::tests
