#include "engine/queue/lane_queue.hpp"

#include "engine/runtime/pause.hpp"

#include <bit>
#include <optional>
#include <utility>

namespace vagus::queue {

struct lane_queue::lane {
    lane(boost::asio::io_context& context, std::unique_ptr<sender> to)
        : bell{context.get_executor()}
        , timer{context}
        , peer{std::move(to)} {}

    runtime::signal bell;
    boost::asio::steady_timer timer; // between tries
    std::unique_ptr<sender> peer;
    std::uint32_t unsettled = 0; // confirmed by the receiver, not yet durable here
};

lane_queue::lane_queue(output_settings how, const surroundings& around, const make_sender& make)
    : output_queue{std::move(how), around}
    , lanes_{how_.how.strict() ? lanes::promise::strict : lanes::promise::per_key,
             static_cast<unsigned>(how_.how.lanes), how_.memory}
    , parked_bell_{around.context.get_executor()}
    , parked_timer_{around.context}
    , supply_{how_.number, store_, box_, *this} {
    for (std::int64_t i = 0; i < how_.how.lanes; ++i)
        workers_.push_back(std::make_unique<lane>(around.context, make(around.context)));
}

lane_queue::~lane_queue() = default;

void lane_queue::start() {
    for (unsigned i = 0; i < workers_.size(); ++i) tasks_.spawn("lane", work(i));
    if (!how_.how.strict()) tasks_.spawn("parked", watch_parked());
    supply_.refill();
}

boost::asio::awaitable<void> lane_queue::work(unsigned number) {
    auto& self = *workers_[number];
    while (!stopping_) {
        auto* item = next(number);
        if (item == nullptr) {
            co_await self.bell.wait();
            continue;
        }
        auto begun = clock_.steady();
        if (item->first_try == entry::time_point{}) item->first_try = begun;
        if (self.unsettled + 1 == how_.how.repeat_at_most()) store_.expect_settle(); // the lane will stand still for it
        auto result = co_await self.peer->send(item->delivery);
        if (result.what == attempt_result::kind::stopped) break;
        auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - begun);

        if (auto wait = conclude(number, *item, result, took)) {
            if (park(number, result, *wait)) continue;
            if (!stopping_) co_await runtime::pause(self.timer, *wait);
            continue;
        }
        wake(lanes_.finished(number));
        supply_.refill();
    }
    // What was confirmed becomes durable before the lane is gone.
    while (self.unsettled > 0) co_await self.bell.wait();
}

entry* lane_queue::next(unsigned number) {
    if (workers_[number]->unsettled >= how_.how.repeat_at_most()) return nullptr;
    return lanes_.take(number, clock_.steady());
}

std::optional<std::chrono::milliseconds>
lane_queue::conclude(unsigned number, entry& item, const attempt_result& result, std::chrono::microseconds took) {
    auto [attempt, wait] = ledger_.conclude(item.delivery, result, item.first_try, took);
    if (wait) {
        store_.settle(std::move(attempt), false, box_, {}); // a record of the try; nothing waits for it
    } else {
        settle(number, std::move(attempt));
    }
    return wait;
}

// An answer is about its message. Without one nobody knows whose fault it was, or whether the message arrived: the lane
// holds, or a receiver that hangs would get many messages twice.
bool lane_queue::park(unsigned number, const attempt_result& result, std::chrono::milliseconds wait) {
    if (result.what != attempt_result::kind::answered) return false;
    const auto woken = lanes_.park(number, clock_.steady() + wait);
    if (!woken) return false;
    wake(*woken);
    parked_bell_.ring();
    parked_timer_.cancel();
    supply_.refill();
    return true;
}

boost::asio::awaitable<void> lane_queue::watch_parked() {
    while (!stopping_) {
        const auto now = clock_.steady();
        wake(lanes_.due(now));
        if (const auto next = lanes_.next_due(now)) {
            co_await runtime::pause(parked_timer_, *next - now);
        } else {
            co_await parked_bell_.wait();
        }
    }
}

void lane_queue::settle(unsigned number, store::attempt what) {
    auto& self = *workers_[number];
    self.unsettled += 1;
    // Half of what may be repeated is out: from here on settles push instead of riding along, so that the lane need not
    // stop.
    bool awaited = self.unsettled * 2 > how_.how.repeat_at_most();
    store_.settle(std::move(what), awaited, box_, [this, number](const result<void, store::store_error>& durable) {
        auto& settled = *workers_[number];
        settled.unsettled -= 1;
        if (!durable) stopping_ = true; // undecided: the process is about to end, nothing more may be sent
        settled.bell.ring();
    });
}

void lane_queue::wake(lane_set which) {
    for (; which != 0; which &= which - 1) workers_[static_cast<std::size_t>(std::countr_zero(which))]->bell.ring();
}

void lane_queue::stop(std::function<void()> then) {
    stopping_ = true;
    supply_.stop();
    for (auto& worker : workers_) {
        worker->peer->stop();
        worker->timer.cancel();
        worker->bell.ring();
    }
    parked_timer_.cancel();
    parked_bell_.ring();
    tasks_.when_empty(std::move(then));
}

} // namespace vagus::queue
