// Messages whose application acknowledgement is the answer of a receiver, while that has not come: when each of them is
// acknowledged without one. In memory, and made anew from the store at start. Any thread.
#pragma once

#include "base/ids.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

namespace vagus::intake {

// How often it is looked whether an answer did not come in time.
inline constexpr auto look_for_unanswered_every = std::chrono::milliseconds{100};

class unanswered {
  public:
    using steady_time = std::chrono::steady_clock::time_point;
    struct entry {
        message_id message;
        std::uint32_t input = 0;
        std::uint32_t via = 0; // output
    };
    // Above it the one that is due first is due at once: a receiver that is away for long must not fill memory.
    static constexpr std::size_t most = 100'000;

    void add(const entry& what, steady_time due);
    void answered(message_id message);
    // Taken out. Nothing: none is due.
    [[nodiscard]] std::optional<entry> due(steady_time now);

  private:
    std::mutex mutex_;
    std::map<message_id, std::pair<entry, steady_time>> waiting_;
    std::set<std::pair<steady_time, message_id>> by_time_;
};

} // namespace vagus::intake
