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
    // Tells the store what came of an attempt, and makes room for others where it can. Returns how long the lane waits
    // before it goes on.
    [[nodiscard]] std::chrono::milliseconds conclude(unsigned number, entry& item, const attempt_result& result,
                                                     std::chrono::microseconds took);
    // True: the delivery waits beside the lanes, and the lane goes on with others.
    [[nodiscard]] bool park(unsigned number, const attempt_result& result, std::chrono::milliseconds wait);
    // The same, whatever the cause.
    [[nodiscard]] bool step_aside(unsigned number, std::chrono::steady_clock::time_point due);
    // How long it is not to be sent because an earlier life said so.
    [[nodiscard]] std::chrono::milliseconds still_waits(const entry& item) const;
    void done_with(unsigned number, const entry& item, bool dead);
    [[nodiscard]] boost::asio::awaitable<void> rest(unsigned number, std::chrono::milliseconds wait);
    void settle(unsigned number, store::attempt what);
    void make_durable(unsigned number, store::attempt what, bool awaited);
    // What brings messages needs room in the store, which has none now.
    [[nodiscard]] boost::asio::awaitable<void> settle_again(unsigned number, store::attempt what);
    void settled(unsigned number);
    void wake(lane_set which);
    void wake_all();

    void until_changed() override;
    void hurry() override;
    [[nodiscard]] result<void, std::string> take_out(const message_id& message, const decision& why) override;
    void add_to(queue_view& view) const override;
    [[nodiscard]] bool take_back(store::delivery_ref at) override;
    [[nodiscard]] bool reading() const override { return supply_.reading(); }
    [[nodiscard]] bool block(const store::dead_mark& what) override { return lanes_.block(what); }
    void unblock(store::delivery_ref at) override;

    [[nodiscard]] bool has_room() const override { return lanes_.has_room(); }
    [[nodiscard]] bool below_half() const override { return lanes_.below_half(); }
    void put(store::queued_delivery delivery) override;
    void read_ended() override { withdrawn_.read_ended(); }
    void take_away(entry& item);

    lanes lanes_;
    std::vector<std::unique_ptr<lane>> workers_;
    runtime::signal parked_bell_; // something was parked
    boost::asio::steady_timer parked_timer_;
    std::chrono::steady_clock::time_point rests_until_{}; // the receiver asked not to be tried sooner
    bool hurried_ = false;                                // a person ended what earlier lives had to wait for
    supply supply_;
};

} // namespace vagus::queue
