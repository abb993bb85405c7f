#include "engine/queue/output_queue.hpp"

#include "engine/queue/events.hpp"
#include "engine/queue/lane_queue.hpp"
#include "engine/queue/window_queue.hpp"

#include <algorithm>
#include <utility>

namespace vagus::queue {

output_queue::output_queue(output_settings how, const surroundings& around)
    : how_{std::move(how)}
    , store_{around.store}
    , box_{around.box}
    , clock_{around.time}
    , tasks_{around.context, around.report}
    , ledger_{how_, around.time, around.report}
    , report_{around.report}
    , unresolved_{how_.dead_letter, how_.number, how_.memory.dead_items, store_, box_, *this}
    , schedule_{how_, clock_, around.context}
    , held_{store_.hold_of(how_.number)} {}

// `give_up` counts the time in which it could have been tried.
void output_queue::begin() {
    ledger_.rest(schedule_.closed());
    schedule_.start(tasks_, [this] {
        ledger_.rest(schedule_.closed());
        until_changed();
    });
}

void output_queue::end() {
    stopping_ = true;
    schedule_.stop();
}

last_to_send output_queue::until() const {
    if (unresolved_.stops() || schedule_.closed()) return store::delivery_ref{};
    if (!held_) return std::nullopt;
    return held_->after.value_or(store::delivery_ref{});
}

std::chrono::steady_clock::time_point output_queue::due_of(const store::queued_delivery& what) const {
    if (what.next == 0) return {};
    const std::chrono::microseconds left{what.next - clock_.wall()};
    return clock_.steady() + std::clamp<std::chrono::microseconds>(left, {}, how_.retry.max);
}

result<void, std::string> output_queue::hold(const decision& why, std::optional<store::delivery_ref> after) {
    held_ = {why.reason, why.by, clock_.wall(), after};
    until_changed();
    report_(output_held{how_.name, why.reason, why.by, {}, after.has_value()});
    if (auto kept = store_.put_hold(how_.number, held_); !kept)
        return fail("it is held, but will not be after a restart: " + kept.error().text);
    return {};
}

void output_queue::hold_for(const message_id& message, std::string reason) {
    held_ = {std::move(reason), "on_ack", clock_.wall()};
    until_changed();
    report_(output_held{how_.name, held_->reason, held_->by, to_text(message)});
    // Without it a restart sends the message again, and its answer decides again.
    (void)store_.put_hold(how_.number, held_);
}

result<void, std::string> output_queue::release(const decision& why) {
    if (!held_) return fail(std::string{"it is not held"});
    if (auto gone = store_.put_hold(how_.number, std::nullopt); !gone)
        return fail("the store could not keep that, and it stays held: " + gone.error().text);
    held_.reset();
    report_(output_released{how_.name, why.reason, why.by});
    until_changed();
    return {};
}

void output_queue::retry_now(const std::string& by) {
    report_(output_hurried{how_.name, by});
    schedule_.look_again();
    hurry();
}

result<void, std::string> output_queue::skip(const message_id& message, const decision& why) {
    auto done = take_out(message, why);
    if (done) report_(delivery_skipped{how_.name, message, why.by});
    return done;
}

// One that stops still has what waits in it: a receiver that hangs may hold up its end for as long as an answer may
// take.
bool output_queue::withdraw(store::delivery_ref at) {
    if (handed_over_ || !take_back(at)) return false;
    withdrawn_.promise(at);
    return true;
}

std::set<store::delivery_ref> output_queue::hand_over() {
    handed_over_ = true;
    return withdrawn_.hand_over();
}

store::attempt output_queue::skipped(const store::queued_delivery& what, const decision& why) const {
    store::attempt made;
    made.at = what.at;
    made.state = store::delivery_state::dead;
    made.tries = what.tries;
    made.when = clock_.wall();
    made.result = store::outcome::by_person;
    made.answer = "skipped by " + why.by + ": " + why.reason;
    how_.counted->dead[static_cast<std::size_t>(made.result)].add();
    return made;
}

queue_view output_queue::view() const {
    queue_view made;
    made.hold = held_;
    made.unresolved = unresolved_.count();
    made.unresolved_id = unresolved_.messages(queue_view::shown);
    add_to(made);
    if (made.next_try || !status().up) made.now = queue_view::state::retrying;
    if (schedule_.closed()) {
        made.now = queue_view::state::closed;
        made.next_try = schedule_.opens_in();
    }
    if (held_) made.now = queue_view::state::held;
    if (unresolved_.stops()) made.now = queue_view::state::stopped;
    if (unresolved_.stops() || (held_ && !held_->after)) made.next_try.reset();
    return made;
}

void output_queue::stops_changed() {
    if (unresolved_.stops()) {
        report_(output_stopped{how_.name});
    } else {
        report_(output_goes_on{how_.name});
    }
    until_changed();
}

std::unique_ptr<output_queue> make_queue(output_settings how, const surroundings& around, const opening& open) {
    if (const auto* many = std::get_if<windowed>(&open)) {
        if (many->memory) how.memory = *many->memory;
        return std::make_unique<window_queue>(std::move(how), around, *many);
    }
    return std::make_unique<lane_queue>(std::move(how), around, std::get<make_sender>(open));
}

} // namespace vagus::queue
