// What came of the last hour, minute by minute, of one input, output or route. Pure: totals and time come in.
#pragma once

#include "base/meter.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace vagus::observe {

// What a total was when each minute of the last hour began.
template <class T> class minute_marks {
  public:
    using instant = std::chrono::steady_clock::time_point;
    static constexpr std::size_t most = 60;

    minute_marks(instant begun, const T& so_far)
        : minute_{begun}
        , marks_{so_far} {}
    // `before`: as it was when it was last looked at. Minutes in which nobody looked have nothing in them: what came
    // then shows in the one that runs.
    void go_on(instant now, const T& before) {
        using std::chrono::minutes;
        for (std::size_t passed = 0; now - minute_ >= minutes{1}; ++passed) { // bounded: past the hour it is now
            minute_ = passed < most ? minute_ + minutes{1} : now;
            marks_.push_back(before);
            if (marks_.size() > most) marks_.pop_front();
        }
    }
    [[nodiscard]] const std::deque<T>& all() const { return marks_; } // the oldest first; never empty
    // As so many minutes began, the one that runs among them.
    [[nodiscard]] const T& back(std::size_t minutes) const {
        return marks_[marks_.size() - std::clamp<std::size_t>(minutes, 1, marks_.size())];
    }

  private:
    instant minute_; // when the one that runs began
    std::deque<T> marks_;
};

class history {
  public:
    using instant = std::chrono::steady_clock::time_point;
    static constexpr std::size_t minutes = minute_marks<int>::most;

    // As counted since the start.
    struct totals {
        std::uint64_t messages = 0;
        std::uint64_t attempts = 0;
        std::uint64_t failures = 0; // of the attempts
    };

    history(instant begun, const totals& so_far);
    void add(instant now, const totals& so_far); // every second or so

    // Messages in each minute, the oldest first; the last is the one that runs.
    [[nodiscard]] std::vector<std::uint64_t> by_minute() const;
    [[nodiscard]] std::uint64_t last_minute() const; // messages in the last 60 s
    // Of as many minutes up to now. Nothing was attempted: nothing.
    [[nodiscard]] std::optional<double> failure_share(std::size_t of_minutes = minutes) const;
    [[nodiscard]] std::uint64_t attempts(std::size_t of_minutes) const;
    [[nodiscard]] std::uint64_t messages(std::size_t of_minutes) const;

  private:
    struct second {
        instant at;
        std::uint64_t messages = 0;
    };
    minute_marks<totals> marks_;
    std::deque<second> seconds_; // of the last 60 s
    totals now_;
};

// How long things took in the last hour.
class spans_history {
  public:
    spans_history(history::instant begun, const meter::spans::seen& so_far)
        : marks_{begun, so_far}
        , now_{so_far} {}
    void add(history::instant now, const meter::spans::seen& so_far) {
        marks_.go_on(now, now_);
        now_ = so_far;
    }
    [[nodiscard]] std::optional<std::int64_t> p95_us() const;

  private:
    minute_marks<meter::spans::seen> marks_;
    meter::spans::seen now_;
};

} // namespace vagus::observe
