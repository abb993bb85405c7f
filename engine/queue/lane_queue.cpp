#include "engine/queue/lane_queue.hpp"

#include "engine/runtime/pause.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

namespace vagus::queue {

using namespace std::chrono_literals;

namespace {

// A full disk is looked at so often for what must be stored before a lane goes on.
constexpr auto settle_again_after = 200ms;

} // namespace

struct lane_queue::lane {
    lane(boost::asio::io_context& context, std::unique_ptr<sender> to)
        : bell{context.get_executor()}
        , timer{context}
        , peer{std::move(to)} {}

    runtime::signal bell;
    boost::asio::steady_timer timer; // between tries
    std::unique_ptr<sender> peer;
    std::uint32_t unsettled = 0; // confirmed by the receiver, not yet durable here
    const entry* sending = nullptr;
    std::optional<std::chrono::steady_clock::time_point> goes_on; // while it waits between tries
};

lane_queue::lane_queue(output_settings how, const surroundings& around, const make_sender& make)
    : output_queue{std::move(how), around}
    , lanes_{how_.how.kept, static_cast<unsigned>(how_.how.lanes), how_.memory}
    , parked_bell_{around.context.get_executor()}
    , parked_timer_{around.context}
    , supply_{how_.number, store_, box_, *this} {
    for (std::int64_t i = 0; i < how_.how.lanes; ++i)
        workers_.push_back(std::make_unique<lane>(around.context, make(around.context)));
}

lane_queue::~lane_queue() = default;

void lane_queue::start() {
    begin();
    for (unsigned i = 0; i < workers_.size(); ++i) tasks_.spawn("lane", work(i));
    if (!how_.how.strict()) tasks_.spawn("parked", watch_parked());
    lanes_.hold(until());
    unresolved_.start([this] { supply_.refill(); });
}

boost::asio::awaitable<void> lane_queue::work(unsigned number) {
    auto& self = *workers_[number];
    while (!stopping_) {
        auto* item = next(number);
        if (item == nullptr) {
            if (const auto now = clock_.steady(); now < rests_until_) {
                co_await rest(number, std::chrono::ceil<std::chrono::milliseconds>(rests_until_ - now));
            } else {
                co_await self.bell.wait();
            }
            continue;
        }
        if (const auto wait = still_waits(*item); wait > 0ms) {
            if (!step_aside(number, item->due)) co_await rest(number, wait);
            continue;
        }
        auto begun = clock_.steady();
        if (item->first_try == entry::time_point{}) item->first_try = ledger_.work_time();
        if (self.unsettled + 1 == how_.how.repeat_at_most()) store_.expect_settle(); // the lane will stand still for it
        self.sending = item;
        const bool before = std::exchange(item->reached, true);
        auto result = co_await self.peer->send(item->delivery);
        item->reached = before || !result.unsent;
        self.sending = nullptr;
        if (result.what == attempt_result::kind::stopped) break;
        auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - begun);
        if (auto wait = conclude(number, *item, result, took); wait > 0ms) co_await rest(number, wait);
    }
    // What was confirmed becomes durable before the lane is gone.
    while (self.unsettled > 0) co_await self.bell.wait();
}

void lane_queue::put(store::queued_delivery delivery) {
    if (withdrawn_.take(delivery.at)) return;
    // What an earlier life left may have been on its way when that ended.
    const auto due = due_of(delivery);
    wake(lanes_.push(std::move(delivery), !supply_.caught_up(), due));
}

bool lane_queue::take_back(store::delivery_ref at) {
    auto* item = lanes_.find(at);
    if (item == nullptr) {
        return at > supply_.loaded() && supply_.caught_up() && withdrawn_.add(at);
    }
    if (item->reached) return false;
    take_away(*item);
    return true;
}

// A lane that waits with it in hand goes on; the others wait as they did.
void lane_queue::take_away(entry& item) {
    const auto hand = lanes_.holder(item);
    wake(lanes_.withdraw(item));
    if (hand) {
        workers_[*hand]->timer.cancel();
        workers_[*hand]->bell.ring();
    }
    supply_.refill();
}

entry* lane_queue::next(unsigned number) {
    if (workers_[number]->unsettled >= how_.how.repeat_at_most()) return nullptr;
    const auto now = clock_.steady();
    return now < rests_until_ ? nullptr : lanes_.take(number, now);
}

std::chrono::milliseconds lane_queue::conclude(unsigned number, entry& item, const attempt_result& result,
                                               std::chrono::microseconds took) {
    auto [attempt, wait, hold] = ledger_.conclude(item.delivery, result, item.first_try, took);
    if (!wait) {
        if (how_.brings && result.what == attempt_result::kind::answered && !result.unsent)
            attempt.brings = how_.brings(item.delivery, attempt.answer);
        const bool dead = attempt.state == store::delivery_state::dead;
        settle(number, std::move(attempt));
        done_with(number, item, dead);
        return 0ms;
    }
    store_.settle(std::move(attempt), false, box_, {}); // a record of the try; nothing waits for it
    if (!hold.empty()) {
        hold_for(item.delivery.message, std::move(hold));
        return 0ms; // it stays in hand
    }
    if (result.hold > 0ms) rests_until_ = std::max(rests_until_, clock_.steady() + result.hold);
    return park(number, result, *wait) ? 0ms : *wait;
}

void lane_queue::done_with(unsigned number, const entry& item, bool dead) {
    std::optional<lane_set> kept;
    if (dead && how_.dead_letter.then == dead_letter_policy::effect::hold_key) kept = lanes_.keep_dead(number);
    if (dead) unresolved_.add(item.delivery.at, item.delivery.message, kept.has_value());
    wake(kept ? *kept : lanes_.finished(number));
    supply_.refill();
}

boost::asio::awaitable<void> lane_queue::rest(unsigned number, std::chrono::milliseconds wait) {
    auto& self = *workers_[number];
    if (stopping_) co_return;
    self.goes_on = clock_.steady() + wait;
    co_await runtime::pause(self.timer, wait);
    self.goes_on.reset();
    wake_all(); // the others may have rested with it
}

// An answer is about its message. Without one nobody knows whose fault it was, or whether the message arrived: the lane
// holds, or a receiver that hangs would get many messages twice. One that asks for rest means all messages.
bool lane_queue::park(unsigned number, const attempt_result& result, std::chrono::milliseconds wait) {
    if (result.what != attempt_result::kind::answered || result.hold > 0ms) return false;
    return step_aside(number, clock_.steady() + wait);
}

bool lane_queue::step_aside(unsigned number, std::chrono::steady_clock::time_point due) {
    const auto woken = lanes_.park(number, due);
    if (!woken) return false;
    wake(*woken);
    parked_bell_.ring();
    parked_timer_.cancel();
    supply_.refill();
    return true;
}

std::chrono::milliseconds lane_queue::still_waits(const entry& item) const {
    if (item.parked || hurried_) return 0ms; // what is parked waits there
    return std::chrono::ceil<std::chrono::milliseconds>(item.due - clock_.steady());
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
    const bool awaited = self.unsettled * 2 > how_.how.repeat_at_most();
    make_durable(number, std::move(what), awaited);
}

void lane_queue::make_durable(unsigned number, store::attempt what, bool awaited) {
    auto again = what.brings ? std::optional{what} : std::nullopt;
    store_.settle(std::move(what), awaited, box_,
                  [this, number, again = std::move(again)](const result<void, store::store_error>& durable) mutable {
                      const bool full = !durable && durable.error().what == store::store_error::kind::full;
                      if (full && again && !stopping_) {
                          tasks_.spawn("settle again", settle_again(number, std::move(*again)));
                          return;
                      }
                      // Undecided: the process is about to end, nothing more may be sent.
                      if (!durable) stopping_ = true;
                      settled(number);
                  });
}

// Meanwhile the lane goes on as far as it may with what is not settled. At a stop the delivery stays pending, and is
// sent again by the next life.
boost::asio::awaitable<void> lane_queue::settle_again(unsigned number, store::attempt what) {
    boost::asio::steady_timer timer{tasks_.context()};
    co_await runtime::pause(timer, settle_again_after);
    if (stopping_) co_return settled(number);
    make_durable(number, std::move(what), true);
}

void lane_queue::settled(unsigned number) {
    auto& self = *workers_[number];
    self.unsettled -= 1;
    self.bell.ring();
}

void lane_queue::wake(lane_set which) {
    for (; which != 0; which &= which - 1) workers_[static_cast<std::size_t>(std::countr_zero(which))]->bell.ring();
}

void lane_queue::wake_all() {
    for (auto& worker : workers_) worker->bell.ring();
}

void lane_queue::until_changed() {
    lanes_.hold(until());
    wake_all();
}

void lane_queue::hurry() {
    rests_until_ = {};
    hurried_ = true;
    lanes_.hurry(clock_.steady());
    for (auto& worker : workers_) worker->timer.cancel();
    parked_timer_.cancel();
    wake_all();
}

result<void, std::string> lane_queue::take_out(const message_id& message, const decision& why) {
    auto* found = lanes_.find(message);
    if (found == nullptr)
        return fail(std::string{"it does not wait at the head of this output: `vagus queue` shows what does"});
    for (auto& worker : workers_) {
        if (worker->sending == found)
            return fail(std::string{"it is being sent just now: ask again when the receiver has answered or "
                                    "ack_timeout is over"});
    }
    if (std::exchange(found->leaving, true)) return fail(std::string{"it has been skipped already"});
    store_.settle(skipped(found->delivery, why), true, box_,
                  [this, at = found->delivery.at](const result<void, store::store_error>& durable) {
                      if (!durable) stopping_ = true;                   // undecided: the process is about to end
                      auto* gone = durable ? lanes_.find(at) : nullptr; // null: it was withdrawn meanwhile
                      if (gone == nullptr) return;
                      take_away(*gone);
                  });
    return {};
}

void lane_queue::unblock(store::delivery_ref at) {
    wake(lanes_.unblock(at));
    supply_.refill();
}

void lane_queue::add_to(queue_view& view) const {
    const auto now = clock_.steady();
    if (const auto* oldest = lanes_.oldest()) {
        view.head = oldest->delivery.message;
        view.received = oldest->delivery.received;
        view.head_tries = oldest->delivery.tries;
    }
    view.parked = lanes_.parked_count();
    view.in_memory = lanes_.size();
    auto soonest = lanes_.next_due(now);
    for (const auto& worker : workers_) {
        if (worker->goes_on && (!soonest || *worker->goes_on < *soonest)) soonest = worker->goes_on;
    }
    if (soonest) view.next_try = std::chrono::duration_cast<std::chrono::milliseconds>(*soonest - now);
}

void lane_queue::stop(std::function<void()> then) {
    end();
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
