// One output at work: its lanes filled from the store in queue order, one loop per lane: take next, send, judge,
// settle. All of it lives on one I/O thread. Memory is bounded: what does not fit the window is read back from disk in
// order.
#pragma once

#include "base/clock.hpp"
#include "base/report.hpp"
#include "engine/queue/judge.hpp"
#include "engine/queue/lanes.hpp"
#include "engine/queue/order.hpp"
#include "engine/queue/retry.hpp"
#include "engine/queue/sender.hpp"
#include "engine/runtime/signal.hpp"
#include "engine/runtime/task_group.hpp"

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace vagus::queue {

struct output_settings {
    std::string name;
    std::uint32_t number = 0; // in the store
    order how;
    retry_policy retry;
    std::vector<ack_rule> on_ack;
    window memory;
};

// What others may ask while it works. Any thread.
struct output_status {
    std::uint64_t delivered = 0; // since start
    std::uint64_t attempts = 0;
    bool up = true; // the last attempt met a receiver
};

class output_queue {
  public:
    using make_sender = std::function<std::unique_ptr<sender>(boost::asio::io_context&)>;

    // Subscribes to the store: before the first accept.
    output_queue(output_settings how, store::store& where, boost::asio::io_context& context, store::mailbox& box,
                 const make_sender& make, const clock& time, reporter& report);
    ~output_queue(); // after stop()

    void start(); // on its thread
    // On its thread. No new sends; `then` runs when what was in hand has settled.
    void stop(std::function<void()> then);
    [[nodiscard]] output_status status() const;
    [[nodiscard]] const output_settings& settings() const { return how_; }
    [[nodiscard]] boost::asio::io_context& context() { return tasks_.context(); }

  private:
    struct lane;

    [[nodiscard]] boost::asio::awaitable<void> work(unsigned number);
    [[nodiscard]] bool may_send(unsigned number);
    // Tells the store what came of an attempt. Returns how long to wait before the next; nothing: the delivery is done
    // with.
    std::optional<std::chrono::milliseconds> conclude(unsigned number, store::queued_delivery& item,
                                                      const attempt_result& result, std::chrono::microseconds took);
    void settle(unsigned number, store::attempt what);
    void arrived(std::vector<store::queued_delivery> fresh);
    void refill();
    void wake(lane_set which);
    void note_connection(const attempt_result& result);

    output_settings how_;
    store::store& store_;
    store::mailbox& box_;
    const clock& clock_;
    reporter& report_;
    runtime::task_group tasks_;

    lanes lanes_;
    std::vector<std::unique_ptr<lane>> workers_;
    std::minstd_rand chance_;

    // How the window follows the disk: `loaded_` is the last delivery taken in; while `behind_`, posts only move
    // `missed_`.
    store::delivery_ref loaded_;
    store::delivery_ref missed_;
    bool behind_ = true; // earlier lives may have left something
    bool reading_ = false;
    bool stopping_ = false;

    std::atomic<std::uint64_t> delivered_{0};
    std::atomic<std::uint64_t> attempts_{0};
    std::atomic<bool> up_{true};
};

} // namespace vagus::queue
