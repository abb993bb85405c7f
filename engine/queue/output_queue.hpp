// One output at work: filled from the store in queue order, sending, judging and settling. There are two kinds: lanes,
// each with one message in flight (lane_queue), and a window of many in flight (window_queue).
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "engine/queue/ledger.hpp"
#include "engine/queue/output_settings.hpp"
#include "engine/queue/pipeline.hpp"
#include "engine/queue/schedule.hpp"
#include "engine/queue/sender.hpp"
#include "engine/queue/unresolved.hpp"
#include "engine/queue/withdrawn.hpp"
#include "engine/runtime/task_group.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <set>
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
    std::optional<window> memory{}; // instead of the usual, where it takes more at once than that
};
using opening = std::variant<make_sender, windowed>;

// Thread rule: the context's thread, where not said otherwise. Its memory is bounded: what does not fit is read back
// from disk in order.
class output_queue : private unresolved::blocker {
  public:
    virtual ~output_queue() = default; // after stop()
    output_queue(const output_queue&) = delete;
    output_queue& operator=(const output_queue&) = delete;

    virtual void start() = 0;
    // No new sends; `then` runs when what was in hand has settled.
    virtual void stop(std::function<void()> then) = 0;

    // What people decide. The error says in words why it could not be.
    // Nothing more is sent; what is on its way ends as always. Holds over restarts. An earlier hold is replaced.
    [[nodiscard]] result<void, std::string> hold(const decision& why, std::optional<store::delivery_ref> after);
    [[nodiscard]] result<void, std::string> release(const decision& why);
    // Whatever waits for its next try is tried now.
    void retry_now(const std::string& by);
    // A message that waits here and is not being sent becomes a dead letter, which stands in nobody's way.
    [[nodiscard]] result<void, std::string> skip(const message_id& message, const decision& why);
    [[nodiscard]] queue_view view() const;

    // From now on this delivery is not sent, also by the queue that goes on after this one. False: it was sent, or may
    // have been, or is being sent, or is done with, or another queue has it.
    [[nodiscard]] bool withdraw(store::delivery_ref at);
    // The store has it withdrawn, too: nothing has to be remembered of it.
    void withdrawal_durable(store::delivery_ref at) { withdrawn_.durable(at, reading()); }
    // The queue that goes on after this one reads from the disk, which may not know yet what was withdrawn here: it
    // takes that over before it starts. Nothing more can be withdrawn here.
    [[nodiscard]] std::set<store::delivery_ref> hand_over();
    void take_over(const std::set<store::delivery_ref>& withdrawn) { withdrawn_.take_over(withdrawn); }

    [[nodiscard]] output_status status() const { return ledger_.status(); } // any thread
    [[nodiscard]] const output_settings& settings() const { return how_; }
    [[nodiscard]] boost::asio::io_context& context() { return tasks_.context(); }

  protected:
    output_queue(output_settings how, const surroundings& around);

    // What may be sent just now; see last_to_send.
    [[nodiscard]] last_to_send until() const;
    virtual void until_changed() = 0;
    // An answer says that the output is to be held.
    void hold_for(const message_id& message, std::string reason);
    // Before that a delivery of an earlier life is not to be sent, unless a person says so. No later than a wait can
    // be: the wall clock, which is all that both lives know, may have been set.
    [[nodiscard]] std::chrono::steady_clock::time_point due_of(const store::queued_delivery& what) const;
    [[nodiscard]] store::attempt skipped(const store::queued_delivery& what, const decision& why) const;

    // The two halves of start() and stop() that all kinds share.
    void begin();
    void end();

    virtual void hurry() = 0;
    // Settles it as skipped(); what waits behind it goes on when that is durable.
    [[nodiscard]] virtual result<void, std::string> take_out(const message_id& message, const decision& why) = 0;
    virtual void add_to(queue_view& view) const = 0;
    [[nodiscard]] virtual bool take_back(store::delivery_ref at) = 0; // see withdraw()
    [[nodiscard]] virtual bool reading() const = 0;                   // just now, from disk

    const output_settings how_;
    store::store& store_;
    store::mailbox& box_;
    const clock& clock_;
    runtime::task_group tasks_;
    ledger ledger_;
    reporter& report_;
    unresolved unresolved_;
    schedule schedule_;
    withdrawn withdrawn_;
    bool stopping_ = false;

  private:
    void stops_changed() final;

    std::optional<store::hold> held_;
    bool handed_over_ = false;
};

// The queue that fits what the output opens. Subscribes to the store: before the first accept.
[[nodiscard]] std::unique_ptr<output_queue> make_queue(output_settings how, const surroundings& around,
                                                       const opening& open);

} // namespace vagus::queue
