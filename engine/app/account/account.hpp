// What the rules did with one message, step by step, with what each step changed: for `vagus explain`. Hears the trace
// of the rules and compares the message as each line leaves it with what the line before left. Pure.
#pragma once

#include "engine/app/peers/message_diff.hpp"
#include "routes/work.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace vagus::app {

// A loop over every segment of a long message tells of each turn: past so many lines they are counted, and not kept.
inline constexpr std::size_t most_lines = 20'000;

// What a condition read: a path as it is written, and what stands there.
struct asked_value {
    std::string path;
    std::vector<std::string> values; // none: nothing is there
    peers::place at{};               // what they are values of
};

struct told_line {
    std::uint16_t route = 0;
    std::string step;
    std::string where;
    std::string outcome;
    std::string part;
    std::vector<peers::difference> changes; // first: before the step; second: after it
    std::vector<asked_value> asked;         // where a condition does not hold
    std::vector<path::look_up> looked_up;
};

// The message where a step left it, of each route and part that came there; of a step in a loop after its last turn.
struct standing {
    std::uint16_t route = 0;
    std::string part;
    std::string text;
    std::size_t lines = 0; // of the account up to there
};

class account {
  public:
    // `until`: the number of a step, "3" or "3.2": nothing behind it is kept. Empty: everything is.
    explicit account(std::string until = {})
        : until_{std::move(until)} {}

    void hear(const routes::trace_line& line);
    // After the last line.
    void close();

    [[nodiscard]] const std::vector<told_line>& lines() const { return lines_; }
    [[nodiscard]] std::size_t left_out() const { return left_out_; }
    [[nodiscard]] const std::vector<standing>& stopped() const { return stopped_; }

  private:
    [[nodiscard]] std::vector<peers::difference> changed(const routes::trace_line& line, const std::string& text);
    void stop_at(const routes::trace_line& line, std::string text);

    std::string until_;
    std::vector<told_line> lines_;
    std::size_t left_out_ = 0;
    std::string before_; // the message as the last line left it
    std::vector<standing> stopped_;
};

} // namespace vagus::app
