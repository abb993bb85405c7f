// One output at work: filled from the store in queue order, sending, judging and settling. There are two kinds: lanes,
// each with one message in flight (lane_queue), and a window of many in flight (window_queue).
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/queue/ledger.hpp"
#include "engine/queue/output_settings.hpp"
#include "engine/queue/pipeline.hpp"
#include "engine/queue/sender.hpp"
#include "engine/runtime/task_group.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <utility>
#include <variant>

namespace vagus::queue {

// What a queue works in. All of it outlives the queue.
struct surroundings {
    store::store& store;
    boost::asio::io_context& context;
    store::mailbox& box; // of the same thread
    const clock& time;
    reporter& report;
};

// How an output is opened: a sender for each lane, or one pipeline.
using make_sender = std::function<std::unique_ptr<sender>(boost::asio::io_context&)>;
struct windowed {
    std::size_t in_flight = 0; // at most; also what a crash may repeat
    std::function<std::unique_ptr<pipeline>(boost::asio::io_context&, pipeline::owner&)> make;
};
using opening = std::variant<make_sender, windowed>;

// Thread rule: the context's thread, where not said otherwise. Its memory is bounded: what does not fit is read back
// from disk in order.
class output_queue {
  public:
    virtual ~output_queue() = default; // after stop()
    output_queue(const output_queue&) = delete;
    output_queue& operator=(const output_queue&) = delete;

    virtual void start() = 0;
    // No new sends; `then` runs when what was in hand has settled.
    virtual void stop(std::function<void()> then) = 0;
    [[nodiscard]] output_status status() const { return ledger_.status(); } // any thread
    [[nodiscard]] const output_settings& settings() const { return how_; }
    [[nodiscard]] boost::asio::io_context& context() { return tasks_.context(); }

  protected:
    output_queue(output_settings how, const surroundings& around)
        : how_{std::move(how)}
        , store_{around.store}
        , box_{around.box}
        , clock_{around.time}
        , tasks_{around.context, around.report}
        , ledger_{how_, around.time, around.report} {}

    const output_settings how_;
    store::store& store_;
    store::mailbox& box_;
    const clock& clock_;
    runtime::task_group tasks_;
    ledger ledger_;
    bool stopping_ = false;
};

// The queue that fits what the output opens. Subscribes to the store: before the first accept.
[[nodiscard]] std::unique_ptr<output_queue> make_queue(output_settings how, const surroundings& around,
                                                       const opening& open);

} // namespace vagus::queue
