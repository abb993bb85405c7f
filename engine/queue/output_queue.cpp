#include "engine/queue/output_queue.hpp"

#include "engine/queue/events.hpp"
#include "engine/runtime/pause.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

namespace vagus::queue {
namespace {

constexpr std::size_t read_at_once = 512;
constexpr std::size_t read_bytes_at_once = std::size_t{4} << 20U;

std::string_view name_of(store::outcome result) {
    switch (result) {
    case store::outcome::accepted: return "accepted";
    case store::outcome::rejected: return "rejected";
    case store::outcome::timeout: return "timeout";
    case store::outcome::unreadable: return "unreadable";
    case store::outcome::connection: return "connection";
    case store::outcome::failed_route: return "failed_route";
    case store::outcome::by_person: return "by_person";
    }
    std::unreachable();
}

// ERR-3 comes from the receiver: only a plain number of HL7 table 0357 may go into a log.
std::string loggable(const std::string& error) {
    bool number =
        error.size() == 3 && std::all_of(error.begin(), error.end(), [](char c) { return c >= '0' && c <= '9'; });
    return number ? error : std::string{};
}

std::string ack_of(const attempt_result& result) {
    return result.what == attempt_result::kind::answered ? std::string{to_text(result.code)} : std::string{};
}

} // namespace

struct output_queue::lane {
    lane(boost::asio::io_context& context, std::unique_ptr<sender> to)
        : bell{context.get_executor()}
        , timer{context}
        , peer{std::move(to)} {}

    runtime::signal bell;
    boost::asio::steady_timer timer; // between tries
    std::unique_ptr<sender> peer;
    std::uint32_t unsettled = 0; // confirmed by the receiver, not yet durable here
    store::delivery_ref current; // what first_try belongs to
    std::chrono::steady_clock::time_point first_try;
};

output_queue::output_queue(output_settings how, store::store& where, boost::asio::io_context& context,
                           store::mailbox& box, const make_sender& make, const clock& time, reporter& report)
    : how_{std::move(how)}
    , store_{where}
    , box_{box}
    , clock_{time}
    , report_{report}
    , tasks_{context, report}
    , lanes_{static_cast<unsigned>(how_.how.lanes), how_.memory}
    , chance_{std::random_device{}()} {
    for (std::int64_t i = 0; i < how_.how.lanes; ++i)
        workers_.push_back(std::make_unique<lane>(context, make(context)));
    store_.subscribe(how_.number, box_,
                     [this](std::vector<store::queued_delivery> fresh) { arrived(std::move(fresh)); });
}

output_queue::~output_queue() = default;

void output_queue::start() {
    for (unsigned i = 0; i < workers_.size(); ++i) tasks_.spawn("lane", work(i));
    refill();
}

boost::asio::awaitable<void> output_queue::work(unsigned number) {
    auto& self = *workers_[number];
    while (!stopping_) {
        if (!may_send(number)) {
            co_await self.bell.wait();
            continue;
        }
        auto& item = *lanes_.head(number);
        auto begun = clock_.steady();
        if (std::exchange(self.current, item.at) != item.at)
            self.first_try = begun; // of this life: steady time ends with it
        if (self.unsettled + 1 == how_.how.repeat_at_most()) store_.expect_settle(); // the lane will stand still for it
        auto result = co_await self.peer->send(item);
        if (result.what == attempt_result::kind::stopped) break;
        auto took = std::chrono::duration_cast<std::chrono::microseconds>(clock_.steady() - begun);

        if (auto wait = conclude(number, item, result, took)) {
            if (!stopping_) co_await runtime::pause(self.timer, *wait);
            continue;
        }
        wake(lanes_.finished(number));
        if (behind_) refill();
    }
    // What was confirmed becomes durable before the lane is gone.
    while (self.unsettled > 0) co_await self.bell.wait();
}

bool output_queue::may_send(unsigned number) {
    return workers_[number]->unsettled < how_.how.repeat_at_most() && lanes_.head(number) != nullptr;
}

std::optional<std::chrono::milliseconds> output_queue::conclude(unsigned number, store::queued_delivery& item,
                                                                const attempt_result& result,
                                                                std::chrono::microseconds took) {
    auto& self = *workers_[number];
    note_connection(result);
    attempts_.fetch_add(1, std::memory_order_relaxed);
    item.tries += 1;

    auto verdict = judge(result, how_.on_ack);
    if (verdict == judgement::retry && how_.retry.give_up && clock_.steady() - self.first_try >= *how_.retry.give_up)
        verdict = judgement::dead_letter;

    store::attempt attempt;
    attempt.at = item.at;
    attempt.tries = item.tries;
    attempt.when = clock_.wall();
    attempt.took_us = took.count();
    attempt.result = outcome_of(result);
    attempt.answer = result.bytes;
    auto outcome = std::string{name_of(attempt.result)};

    if (verdict == judgement::delivered) {
        report_(delivery_done{how_.name, item.message, item.tries, took.count()});
        delivered_.fetch_add(1, std::memory_order_relaxed);
        attempt.state = store::delivery_state::delivered;
        settle(number, std::move(attempt));
        return std::nullopt;
    }
    if (verdict == judgement::dead_letter) {
        report_(delivery_dead{how_.name, item.message, outcome, ack_of(result), loggable(result.error), item.tries});
        attempt.state = store::delivery_state::dead;
        settle(number, std::move(attempt));
        return std::nullopt;
    }
    auto wait = wait_after(how_.retry, item.tries, std::uniform_real_distribution<double>{0.0, 1.0}(chance_));
    if (result.what != attempt_result::kind::connection)
        report_(delivery_retried{how_.name, item.message, outcome, ack_of(result), loggable(result.error), item.tries,
                                 wait.count()});
    attempt.next = attempt.when + std::chrono::duration_cast<std::chrono::microseconds>(wait).count();
    store_.settle(std::move(attempt), false, box_, {}); // a record of the try; nothing waits for it
    return wait;
}

void output_queue::settle(unsigned number, store::attempt what) {
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

void output_queue::arrived(std::vector<store::queued_delivery> fresh) {
    if (behind_) {
        missed_ = fresh.back().at;
        return;
    }
    lane_set woken = 0;
    for (auto& delivery : fresh) {
        if (delivery.at <= loaded_) continue; // a read saw the commit before its post came
        if (!lanes_.has_room()) {
            behind_ = true;
            missed_ = fresh.back().at;
            break;
        }
        loaded_ = delivery.at;
        woken |= lanes_.push(std::move(delivery));
    }
    wake(woken);
}

void output_queue::refill() {
    if (!behind_ || reading_ || stopping_ || !lanes_.below_half()) return;
    reading_ = true;
    // What was posted before this read was committed before it, so the read sees all of it.
    auto known = missed_;
    store_.pending_after(how_.number, loaded_, read_at_once, read_bytes_at_once, box_,
                         [this, known](std::vector<store::queued_delivery> read) {
                             reading_ = false;
                             bool all = read.empty();
                             lane_set woken = 0;
                             for (auto& delivery : read) {
                                 loaded_ = delivery.at;
                                 woken |= lanes_.push(std::move(delivery));
                             }
                             if (all && loaded_ < known) loaded_ = known;
                             // Caught up: the disk holds nothing that was neither loaded nor will be posted.
                             if (all && missed_ <= loaded_) behind_ = false;
                             wake(woken);
                             refill();
                         });
}

void output_queue::wake(lane_set which) {
    for (; which != 0; which &= which - 1) workers_[static_cast<std::size_t>(std::countr_zero(which))]->bell.ring();
}

void output_queue::note_connection(const attempt_result& result) {
    bool up = result.what != attempt_result::kind::connection;
    if (up_.exchange(up) == up) return;
    if (up) {
        report_(output_up{how_.name});
    } else {
        report_(output_down{how_.name, result.bytes});
    }
}

void output_queue::stop(std::function<void()> then) {
    stopping_ = true;
    for (auto& worker : workers_) {
        worker->peer->stop();
        worker->timer.cancel();
        worker->bell.ring();
    }
    tasks_.when_empty(std::move(then));
}

output_status output_queue::status() const {
    return {delivered_.load(std::memory_order_relaxed), attempts_.load(std::memory_order_relaxed),
            up_.load(std::memory_order_relaxed)};
}

} // namespace vagus::queue
