// A line that repeats without end hides the others and fills disks: past so many a second of one event and one input or
// output, lines are counted instead, and the count is said once a second. Pure: time comes in. Not thread safe.
#pragma once

#include "base/report.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::observe {

class repeats {
  public:
    using instant = std::chrono::steady_clock::time_point;
    static constexpr std::chrono::seconds window{1};
    // Distinct (event, first fact) pairs counted at a time; past it, pairs of one event share a count.
    static constexpr std::size_t pairs = 1024;

    struct summary {
        std::string_view event; // static, as in the report
        severity level{};
        facts what; // the first fact, then suppressed: n
    };

    explicit repeats(std::size_t per_window)
        : per_window_{per_window} {}

    // Whether this line is written. By convention the first fact names the input or output.
    [[nodiscard]] bool admit(std::string_view event, severity level, const facts& what, instant now);
    // What was held back in windows that have ended; `all` ends them now.
    [[nodiscard]] std::vector<summary> due(instant now, bool all = false);
    [[nodiscard]] bool holds_back() const { return held_back_ > 0; }

  private:
    struct count {
        instant begun;
        severity level{};
        std::size_t written = 0;
        std::int64_t suppressed = 0;
        facts first;
    };
    using pair = std::pair<std::string_view, std::string>;

    std::size_t per_window_;
    std::size_t held_back_ = 0; // counts with suppressed > 0
    std::map<pair, count> counts_;
};

} // namespace vagus::observe
