// A window of deliveries on their way at once, in queue order: for receivers that take a stream and report what arrived
// (Kafka). After any failure nothing more leaves until every report is in; then sending goes on at the lowest delivery
// that is not done with. Why it is so: docs/decisions/0003.
#pragma once

#include "engine/queue/output_queue.hpp"
#include "engine/queue/supply.hpp"
#include "engine/runtime/signal.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <deque>

namespace vagus::queue {

class window_queue final : public output_queue, private shelf, private pipeline::owner {
  public:
    window_queue(output_settings how, const surroundings& around, const windowed& open);

    void start() override;
    void stop(std::function<void()> then) override;

  private:
    using ticket = std::uint64_t; // counts deliveries of this life, in queue order
    using time_point = std::chrono::steady_clock::time_point;
    struct item {
        enum class state : std::uint8_t { waiting, sent, settling, durable } now = state::waiting;
        bool alone = false;   // on its way alone: a refusal is its own
        bool old = false;     // an earlier life left it, which may have sent it
        bool skipped = false; // by a person: what lies behind it leaves when that is durable
        store::queued_delivery delivery;
        time_point first_try;
        time_point begun;
    };

    [[nodiscard]] boost::asio::awaitable<void> work();
    [[nodiscard]] boost::asio::awaitable<void> watch_age();
    void send_on();
    [[nodiscard]] bool send(item& what);
    void wait_for_reports();
    void settle(ticket which, store::attempt what);
    void settled(ticket which, bool durable);
    void drop_done();
    // Nothing more leaves before `wait` is over, or `which`, for which it waits, is gone.
    void wait_for(ticket which, std::chrono::milliseconds wait);
    void end_wait();
    [[nodiscard]] item& at(ticket which) { return items_[which - first_]; }

    void reported(std::uint64_t which, attempt_result result, bool shared) override;
    void room() override { bell_.ring(); }
    void down(const std::string& why) override { ledger_.down(why); }

    void until_changed() override { bell_.ring(); }
    void hurry() override { end_wait(); }
    [[nodiscard]] result<void, std::string> take_out(const message_id& message, const decision& why) override;
    void add_to(queue_view& view) const override;
    [[nodiscard]] bool take_back(store::delivery_ref at) override;
    [[nodiscard]] bool reading() const override { return supply_.reading(); }
    // Everything is in one line: who may not be passed stops it.
    [[nodiscard]] bool block(const store::dead_mark& /*what*/) override { return false; }
    void unblock(store::delivery_ref /*at*/) override {}

    [[nodiscard]] bool has_room() const override;
    [[nodiscard]] bool below_half() const override;
    void put(store::queued_delivery delivery) override;
    void read_ended() override { withdrawn_.read_ended(); }

    const std::size_t window_;
    runtime::signal bell_;
    boost::asio::steady_timer between_tries_;
    boost::asio::steady_timer age_;
    std::deque<item> items_; // from the lowest that is not durable
    ticket first_ = 0;       // of items_.front()
    ticket next_ = 0;        // where sending goes on
    ticket alone_until_ = 0; // below it one at a time, until it is known which of them was refused
    std::size_t bytes_ = 0;
    std::size_t in_flight_ = 0;
    std::size_t unsettled_ = 0;
    bool holding_ = false; // something failed, and not all reports are in
    std::chrono::milliseconds wait_{0};
    std::optional<ticket> waits_for_;   // the lowest that is to be tried again then
    std::optional<time_point> goes_on_; // while it waits between tries
    std::unique_ptr<pipeline> pipeline_;
    supply supply_;
};

} // namespace vagus::queue
