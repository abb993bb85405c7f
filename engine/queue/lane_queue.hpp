// One loop per lane: take next, send, judge, settle. For receivers that answer one message at a time.
#pragma once

#include "engine/queue/output_queue.hpp"
#include "engine/queue/supply.hpp"
#include "engine/runtime/signal.hpp"

#include <boost/asio/steady_timer.hpp>

#include <vector>

namespace vagus::queue {

class lane_queue final : public output_queue, private shelf {
  public:
    lane_queue(output_settings how, const surroundings& around, const make_sender& make);
    ~lane_queue() override;

    void start() override;
    void stop(std::function<void()> then) override;

  private:
    struct lane;

    [[nodiscard]] boost::asio::awaitable<void> work(unsigned number);
    [[nodiscard]] boost::asio::awaitable<void> watch_parked();
    [[nodiscard]] entry* next(unsigned number);
    // Tells the store what came of an attempt. Returns how long to wait before the next; nothing: the delivery is done
    // with.
    std::optional<std::chrono::milliseconds> conclude(unsigned number, entry& item, const attempt_result& result,
                                                      std::chrono::microseconds took);
    // True: the delivery waits beside the lanes, and the lane goes on with others.
    [[nodiscard]] bool park(unsigned number, const attempt_result& result, std::chrono::milliseconds wait);
    void settle(unsigned number, store::attempt what);
    void wake(lane_set which);

    [[nodiscard]] bool has_room() const override { return lanes_.has_room(); }
    [[nodiscard]] bool below_half() const override { return lanes_.below_half(); }
    void put(store::queued_delivery delivery) override { wake(lanes_.push(std::move(delivery))); }

    lanes lanes_;
    std::vector<std::unique_ptr<lane>> workers_;
    runtime::signal parked_bell_; // something was parked
    boost::asio::steady_timer parked_timer_;
    supply supply_;
};

} // namespace vagus::queue
