#include "engine/queue/ledger.hpp"

#include "engine/queue/events.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace vagus::queue {

std::string_view name_of(store::outcome result) {
    switch (result) {
    case store::outcome::accepted: return "accepted";
    case store::outcome::rejected: return "rejected";
    case store::outcome::timeout: return "timeout";
    case store::outcome::unreadable: return "unreadable";
    case store::outcome::connection: return "connection";
    case store::outcome::failed_route: return "failed_route";
    case store::outcome::by_person: return "by_person";
    case store::outcome::withdrawn: return "withdrawn";
    }
    std::unreachable();
}

namespace {

// ERR-3 comes from the receiver: only a plain number of HL7 table 0357 may go into a log.
std::string loggable(const std::string& error) {
    bool number =
        error.size() == 3 && std::all_of(error.begin(), error.end(), [](char c) { return c >= '0' && c <= '9'; });
    return number ? error : std::string{};
}

std::string ack_of(const attempt_result& result) {
    if (result.status != 0) return std::to_string(result.status);
    return result.what == attempt_result::kind::answered && !result.verdict ? std::string{to_text(result.code)}
                                                                            : std::string{};
}

std::string in_words(const attempt_result& result) {
    auto ack = ack_of(result);
    if (ack.empty()) return std::string{name_of(outcome_of(result))};
    auto error = loggable(result.error);
    return error.empty() ? ack : ack + " with error " + error;
}

} // namespace

ledger::ledger(const output_settings& how, const clock& time, reporter& report)
    : how_{how}
    , clock_{time}
    , report_{report}
    , chance_{std::random_device{}()} {}

ledger::conclusion ledger::conclude(store::queued_delivery& item, const attempt_result& result,
                                    std::chrono::steady_clock::time_point first_try, std::chrono::microseconds took) {
    note_connection(result);
    attempts_.fetch_add(1, std::memory_order_relaxed);
    item.tries += 1;

    auto verdict = judge(result, how_.on_ack);
    if (verdict == judgement::retry && given_up(first_try, item.tries)) verdict = judgement::dead_letter;

    conclusion made;
    auto& attempt = made.attempt;
    attempt.at = item.at;
    attempt.tries = item.tries;
    attempt.when = clock_.wall();
    attempt.took_us = took.count();
    attempt.result = outcome_of(result);
    attempt.answer = result.bytes;
    auto& counted = *how_.counted;
    const auto kind = static_cast<std::size_t>(attempt.result);
    counted.attempts[kind].add();
    counted.attempt.add(took.count());
    auto outcome = std::string{name_of(attempt.result)};

    if (verdict == judgement::delivered) {
        report_(delivery_done{how_.name, item.message, item.tries, took.count()});
        delivered_.fetch_add(1, std::memory_order_relaxed);
        counted.end_to_end.add(item.route, attempt.when - item.received);
        attempt.state = store::delivery_state::delivered;
        return made;
    }
    if (verdict == judgement::dead_letter) {
        report_(delivery_dead{how_.name, item.message, outcome, ack_of(result), loggable(result.error), item.tries,
                              took.count()});
        counted.dead[kind].add();
        attempt.state = store::delivery_state::dead;
        return made;
    }
    if (verdict == judgement::hold) {
        made.wait = std::chrono::milliseconds{0};
        made.hold = "the answer to message " + to_text(item.message) + ", " + in_words(result) + ", means hold";
        attempt.next = attempt.when;
        return made;
    }
    counted.retries.add();
    auto wait = wait_after(how_.retry, item.tries, std::uniform_real_distribution<double>{0.0, 1.0}(chance_));
    wait = std::max(wait, result.hold);
    if (result.what != attempt_result::kind::connection)
        report_(delivery_retried{how_.name, item.message, outcome, ack_of(result), loggable(result.error), item.tries,
                                 wait.count(), took.count()});
    attempt.next = attempt.when + std::chrono::duration_cast<std::chrono::microseconds>(wait).count();
    made.wait = wait;
    return made;
}

std::chrono::steady_clock::time_point ledger::work_time() const {
    return rests_since_.value_or(clock_.steady()) - rested_;
}

void ledger::rest(bool begins) {
    if (begins == rests_since_.has_value()) return;
    if (begins) {
        rests_since_ = clock_.steady();
    } else {
        rested_ += clock_.steady() - *rests_since_;
        rests_since_.reset();
    }
}

bool ledger::given_up(std::chrono::steady_clock::time_point first_try, std::uint32_t tries) const {
    const auto& limit = how_.retry.give_up;
    if (limit.attempts && std::int64_t{tries} >= *limit.attempts) return true;
    return limit.span && work_time() - first_try >= *limit.span;
}

void ledger::down(const std::string& why) {
    const bool was_up = up_.exchange(false);
    {
        std::lock_guard hold{guard_};
        if (!was_up && why_ == why) return;
        why_ = why;
    }
    report_(output_down{how_.name, why});
}

void ledger::note_connection(const attempt_result& result) {
    if (result.what == attempt_result::kind::connection) return down(result.bytes);
    if (!up_.exchange(true)) report_(output_up{how_.name});
}

output_status ledger::status() const {
    const bool up = up_.load(std::memory_order_relaxed);
    std::lock_guard hold{guard_};
    return {delivered_.load(std::memory_order_relaxed), attempts_.load(std::memory_order_relaxed), up,
            up ? std::string{} : why_};
}

} // namespace vagus::queue
