#include "engine/queue/window_queue.hpp"

#include "engine/runtime/pause.hpp"

#include <algorithm>
#include <utility>

namespace vagus::queue {
namespace {

using namespace std::chrono_literals;

// How often the age of what is on its way is looked at, when `give_up` bounds it.
std::chrono::milliseconds look_every(std::chrono::milliseconds give_up) {
    return std::clamp<std::chrono::milliseconds>(give_up / 8, 10ms, 30s);
}

} // namespace

window_queue::window_queue(output_settings how, const surroundings& around, const windowed& open)
    : output_queue{std::move(how), around}
    , window_{open.in_flight}
    , bell_{around.context.get_executor()}
    , between_tries_{around.context}
    , age_{around.context}
    , pipeline_{open.make(around.context, *this)}
    , supply_{how_.number, store_, box_, *this} {}

void window_queue::start() {
    begin();
    tasks_.spawn("window", work());
    if (how_.retry.give_up.span) tasks_.spawn("window age", watch_age());
    unresolved_.start([this] { supply_.refill(); });
}

boost::asio::awaitable<void> window_queue::work() {
    while (!stopping_) {
        if (!holding_) {
            send_on();
        } else if (in_flight_ == 0) {
            auto wait = std::exchange(wait_, 0ms);
            if (wait > 0ms) {
                goes_on_ = clock_.steady() + wait;
                co_await runtime::pause(between_tries_, wait);
                goes_on_.reset();
            }
            holding_ = false;
            waits_for_.reset();
            next_ = first_;
            continue;
        }
        co_await bell_.wait();
    }
    // What is on its way gets its report, and what was confirmed becomes durable.
    while (in_flight_ > 0 || unsettled_ > 0) co_await bell_.wait();
}

// Bounded by the window: it counts everything from the lowest that is not durable, so that a crash repeats at most
// that.
void window_queue::send_on() {
    const auto last = until();
    for (; next_ - first_ < std::min<std::size_t>(items_.size(), window_); ++next_) {
        auto& each = at(next_);
        if (each.skipped && each.now == item::state::settling) return; // drop_done() rings
        if (each.now != item::state::waiting) continue;
        if (last && each.delivery.at > *last) return; // until_changed() rings
        if (in_flight_ > 0 && next_ <= alone_until_ && alone_until_ > first_) return;
        if (!send(each)) return; // room() rings
    }
}

bool window_queue::send(item& what) {
    if (!pipeline_->send(what.delivery, next_)) return false;
    what.begun = clock_.steady();
    if (what.first_try == time_point{}) what.first_try = ledger_.work_time();
    what.alone = next_ < alone_until_;
    what.now = item::state::sent;
    ++in_flight_;
    return true;
}

void window_queue::reported(std::uint64_t which, attempt_result result, bool shared) {
    using kind = attempt_result::kind;
    auto& about = at(which);
    --in_flight_;
    bell_.ring();
    if (result.what == kind::stopped && ledger_.given_up(about.first_try, about.delivery.tries))
        result.what = kind::connection;
    const auto verdict = judge(result, how_.on_ack);
    // Whose fault it was is found out by sending them one at a time.
    const bool anyones = shared && !about.alone && verdict == judgement::dead_letter;
    if (anyones) alone_until_ = std::max(alone_until_, next_);
    if (anyones || result.what == kind::stopped || (stopping_ && verdict == judgement::retry)) {
        about.now = item::state::waiting;
        return wait_for_reports();
    }
    auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - about.begun);
    auto [attempt, wait, why] = ledger_.conclude(about.delivery, result, about.first_try, took);
    if (!wait) {
        if (attempt.state == store::delivery_state::dead)
            unresolved_.add(about.delivery.at, about.delivery.message, false);
        return settle(which, std::move(attempt));
    }
    about.now = item::state::waiting;
    if (!why.empty()) hold_for(about.delivery.message, std::move(why));
    wait_for(which, *wait);
    store_.settle(std::move(attempt), false, box_, {}); // a record of the try; nothing waits for it
    wait_for_reports();
}

void window_queue::wait_for_reports() {
    if (!std::exchange(holding_, true)) pipeline_->purge();
}

void window_queue::settle(ticket which, store::attempt what) {
    at(which).now = item::state::settling;
    ++unsettled_;
    // Half of the window waits for the disk, or all that lies behind this one: from here on settles push instead of
    // riding along.
    const bool awaited = unsettled_ * 2 > window_ || at(which).skipped;
    store_.settle(std::move(what), awaited, box_,
                  [this, which](const result<void, store::store_error>& made) { settled(which, made.has_value()); });
}

void window_queue::settled(ticket which, bool durable) {
    --unsettled_;
    if (!durable) stopping_ = true; // undecided: the process is about to end, nothing more may be sent
    at(which).now = item::state::durable;
    drop_done();
}

bool window_queue::take_back(store::delivery_ref at) {
    const auto found = std::ranges::find(items_, at, [](const item& each) { return each.delivery.at; });
    if (found == items_.end()) {
        return at > supply_.loaded() && supply_.caught_up() && withdrawn_.add(at);
    }
    if (found->now != item::state::waiting || found->first_try != time_point{} || found->old) return false;
    found->now = item::state::durable;
    drop_done();
    return true;
}

void window_queue::drop_done() {
    while (!items_.empty() && items_.front().now == item::state::durable) {
        bytes_ -= items_.front().delivery.body->size();
        items_.pop_front();
        ++first_;
    }
    next_ = std::max(next_, first_);
    if (waits_for_ && *waits_for_ < first_) end_wait();
    bell_.ring();
    supply_.refill();
}

void window_queue::wait_for(ticket which, std::chrono::milliseconds wait) {
    wait_ = std::max(wait_, wait);
    waits_for_ = std::min(waits_for_.value_or(which), which);
}

void window_queue::end_wait() {
    wait_ = 0ms; // which may not have begun: reports are missing
    between_tries_.cancel();
}

// A receiver that is away keeps what is on its way for ever: `give_up` ends that.
boost::asio::awaitable<void> window_queue::watch_age() {
    while (!stopping_) {
        co_await runtime::pause(age_, look_every(*how_.retry.give_up.span));
        auto old = [this](const item& each) {
            return each.now == item::state::sent && ledger_.given_up(each.first_try, each.delivery.tries);
        };
        if (stopping_ || std::ranges::none_of(items_, old)) continue;
        holding_ = true;
        pipeline_->abandon();
    }
}

result<void, std::string> window_queue::take_out(const message_id& message, const decision& why) {
    auto found = std::ranges::find_if(items_, [&](const item& each) { return each.delivery.message == message; });
    if (found == items_.end())
        return fail(std::string{"it does not wait at the head of this output: `vagus queue` shows what does"});
    if (found->now != item::state::waiting)
        return fail(std::string{"it is on its way just now: ask again when the receiver has said what became of it"});
    found->skipped = true;
    settle(first_ + static_cast<ticket>(found - items_.begin()), skipped(found->delivery, why));
    return {};
}

void window_queue::add_to(queue_view& view) const {
    auto waits = [](const item& each) { return each.now == item::state::waiting || each.now == item::state::sent; };
    if (auto oldest = std::ranges::find_if(items_, waits); oldest != items_.end()) {
        view.head = oldest->delivery.message;
        view.received = oldest->delivery.received;
        view.head_tries = oldest->delivery.tries;
    }
    view.in_memory = items_.size();
    if (goes_on_) view.next_try = std::chrono::duration_cast<std::chrono::milliseconds>(*goes_on_ - clock_.steady());
}

bool window_queue::has_room() const {
    return items_.empty() || (items_.size() < how_.memory.items && bytes_ < how_.memory.bytes);
}

bool window_queue::below_half() const {
    return items_.size() * 2 < how_.memory.items && bytes_ * 2 < how_.memory.bytes;
}

void window_queue::put(store::queued_delivery delivery) {
    if (withdrawn_.take(delivery.at)) return;
    const auto due = due_of(delivery);
    if (const auto now = clock_.steady(); items_.empty() && due > now) {
        holding_ = true; // the others wait behind it
        wait_for(first_, std::chrono::ceil<std::chrono::milliseconds>(due - now));
    }
    bytes_ += delivery.body->size();
    auto& fresh = items_.emplace_back();
    fresh.delivery = std::move(delivery);
    fresh.old = !supply_.caught_up();
    bell_.ring();
}

void window_queue::stop(std::function<void()> then) {
    end();
    supply_.stop();
    pipeline_->stop();
    between_tries_.cancel();
    age_.cancel();
    bell_.ring();
    tasks_.when_empty(std::move(then));
}

} // namespace vagus::queue
