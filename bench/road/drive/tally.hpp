// What happened to every message of a run, and the figures that follow from it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace road {

using nanoseconds = std::int64_t; // steady clock
[[nodiscard]] nanoseconds steady_now();

inline constexpr std::uint32_t most_outputs = 2;

class tally {
  public:
    // Every message is to arrive at each of `outputs` receivers.
    tally(std::uint32_t patients, std::uint32_t outputs);

    // Opens the window in which rates and latencies count; before it the road warms up.
    void begin(nanoseconds now);
    void end(nanoseconds now);

    // Gives the message its number.
    [[nodiscard]] std::uint32_t sent(std::uint32_t patient, nanoseconds now);
    void answered(std::uint32_t number, bool positive, nanoseconds now);
    void received(std::uint32_t output, std::uint32_t number, bool unchanged, nanoseconds now);
    void stranger() { ++strangers_; }

    [[nodiscard]] std::uint32_t in_flight() const { return static_cast<std::uint32_t>(messages_.size()) - answers_; }
    [[nodiscard]] std::uint32_t answers() const { return answers_; }
    [[nodiscard]] std::uint32_t acknowledged() const { return acknowledged_; }
    [[nodiscard]] std::uint32_t arrived() const { return arrived_; } // at any output
    [[nodiscard]] bool drained() const { return both_ == acknowledged_; }
    [[nodiscard]] bool known(std::uint32_t number) const { return number < messages_.size(); }

    // Nothing lost, refused, changed, repeated or out of order.
    [[nodiscard]] bool clean() const;
    [[nodiscard]] std::string json() const;

  private:
    struct fate {
        std::uint32_t patient;
        bool positive = false;
        std::uint8_t arrivals = 0; // at how many outputs
        std::uint8_t at = 0;       // a bit for each of them
        nanoseconds sent = 0;
    };
    [[nodiscard]] std::uint32_t lost() const;

    std::vector<fate> messages_;
    // By output and patient: 1 + number of the last first arrival.
    std::array<std::vector<std::uint32_t>, most_outputs> newest_;
    std::uint32_t outputs_;
    std::vector<nanoseconds> latencies_;
    nanoseconds begin_ = 0, end_ = 0, first_sent_ = 0, last_arrival_ = 0;
    std::uint32_t answers_ = 0, acknowledged_ = 0, refused_ = 0, arrived_ = 0;
    std::uint32_t both_ = 0; // acknowledged and arrived everywhere, in whichever order
    std::uint32_t acknowledged_in_window_ = 0, arrived_in_window_ = 0, behind_at_end_ = 0;
    std::uint32_t repeats_ = 0, out_of_order_ = 0, changed_ = 0, strangers_ = 0;
};

} // namespace road
