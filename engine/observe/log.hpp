// The sink of reports today: one line per event on stderr, written by a thread of its own through a bounded queue, so
// that a slow terminal or a full pipe never holds up a message. What does not fit is counted, and the count is said.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace vagus::observe {

enum class log_form : std::uint8_t { json, text };

struct log_settings {
    log_form form = log_form::json;
    severity least = severity::info;
    std::size_t repeats_per_second = 20;          // of one event and one input or output
    std::size_t queue_lines = 8192;               // waiting for the writing thread; the oldest give way
    std::chrono::milliseconds flush_within{2000}; // a reader of stderr that has stopped reading must not hold up a stop
    // Takes each line, with its line end, on the writing thread. Empty: stderr.
    std::function<void(std::string_view line)> out;
    // Sees every event, whatever its severity; on the thread that reports it. Empty: nobody.
    std::function<void(std::string_view event, const facts& what)> also{};
};

// Any thread may report. flush() before the process ends; the destructor flushes as well.
class log final : public reporter {
  public:
    explicit log(log_settings how, const clock& time = system_clock());
    ~log() override;

    // Says what was held back, then returns when every line so far is written, or after flush_within.
    void flush();

  private:
    void write(std::string_view event, severity level, const facts& what) override;

    struct inside;
    std::unique_ptr<inside> inside_;
};

} // namespace vagus::observe
