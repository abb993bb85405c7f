// Sends spans in batches, on a thread of its own. What does not fit, and what the other side does not take, is lost and
// counted: a trace is never worth waiting for.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/observe/traces/spans.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace vagus::observe {

struct exporter_terms {
    double share = 1;                // of the messages
    std::size_t most_waiting = 8192; // spans
    std::size_t batch = 512;
    std::chrono::milliseconds every{1000};
};

// Some spans were lost.
struct traces_lost {
    std::string reason;
    std::int64_t spans = 0;
    static constexpr std::string_view name = "traces.lost";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"reason", reason}, {"spans", spans}}; }
};

class exporter {
  public:
    // Blocks; the error in words. `stopped` ends it early.
    using posting =
        std::function<result<void, std::string>(const std::string& json, const std::function<bool()>& stopped)>;

    exporter(const exporter_terms& how, std::string site, std::string version, posting post, const clock& time);
    ~exporter(); // what waits is not sent
    exporter(const exporter&) = delete;
    exporter& operator=(const exporter&) = delete;

    // Any thread; never waits for the other side.
    void see(std::string_view event, const facts& what);
    // Where losses are told; before the first see(). Its own events are no part of a message's way.
    void tell(reporter& whom);
    void stop(); // what waits is not sent, and nobody is told of anything any more

  private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

} // namespace vagus::observe
