#include "engine/store/request_queue.hpp"

#include "engine/store/limits.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vagus::store {
namespace {

// Refused, a delivery that has left its queue would stay pending here, and be sent by nobody until a restart. Who ends
// deliveries bounds how many of these wait: a lane what it may repeat, a window its size, a sender who waits its one
// message, an input its partitions. A record of a try, which nobody waits for, ends nothing.
bool ends_what_is_stored(const request& what) {
    if (const auto* settle = std::get_if<settle_request>(&what)) return static_cast<bool>(settle->done);
    return std::holds_alternative<withdraw_request>(what) || std::holds_alternative<position_request>(what);
}

} // namespace

request_queue::request_queue(const settings& how)
    : most_requests_{how.queue_requests}
    , most_bytes_{how.queue_bytes}
    , settle_delay_{how.settle_delay}
    , settle_patience_{how.settle_patience} {}

// What waits already is bounded, not what comes: a message that is longer than the bound, or becomes so by what its
// routes make of it, would be refused for ever. Whoever asks holds its memory anyway.
bool request_queue::has_room(const request& what) const {
    if (ends_what_is_stored(what)) return true;
    return waiting_.size() < most_requests_ && bytes_ < most_bytes_;
}

std::optional<store_error> request_queue::push(request& what, urgency when) {
    auto bytes = bytes_of(what);
    bool settles = std::holds_alternative<settle_request>(what);
    bool notify = false;
    {
        std::scoped_lock hold{mutex_};
        if (stopped_) return stopped_;
        if (!has_room(what)) {
            return store_error{store_error::kind::full, "the store's queue is full: the disk does not keep up"};
        }
        waiting_.push_back(std::move(what));
        bytes_ += bytes;
        if (when == urgency::now) {
            if (settles && expected_ > 0) expected_ -= 1;
            bool enough = expected_ == 0 || waiting_.size() >= group_requests;
            notify = writer_ == waiting::for_settles ? enough : writer_ != waiting::no && !urgent_;
            urgent_ = true;
        } else if (writer_ == waiting::forever) {
            // It must learn once that there is something to ride; then it sleeps on, but not for ever.
            rides_until_ = std::chrono::steady_clock::now() + settle_delay_;
            writer_ = waiting::at_most;
            notify = true;
        }
    }
    if (notify) wake_.notify_one();
    return std::nullopt;
}

bool request_queue::take(std::vector<request>& taken) {
    taken.clear();
    if (taken.capacity() > queue_kept) taken.shrink_to_fit();
    std::unique_lock hold{mutex_};
    if (!waiting_.empty()) rides_until_ = std::chrono::steady_clock::now() + settle_delay_;
    while (!urgent_ && !stopped_) {
        if (waiting_.empty()) {
            writer_ = waiting::forever;
            wake_.wait(hold);
        } else {
            writer_ = waiting::at_most;
            if (wake_.wait_until(hold, rides_until_) == std::cv_status::timeout) break;
        }
    }
    let_settles_come(hold);
    writer_ = waiting::no;
    urgent_ = false;
    bytes_ = 0;
    taken.swap(waiting_);
    return !taken.empty();
}

void request_queue::let_settles_come(std::unique_lock<std::mutex>& hold) {
    writer_ = waiting::for_settles;
    while (expected_ > 0 && !stopped_ && waiting_.size() < group_requests) {
        if (wake_.wait_until(hold, expected_until_) == std::cv_status::timeout) break;
    }
    expected_ = 0; // those who did not come by now are not waited for again
}

void request_queue::expect_settle() {
    std::scoped_lock hold{mutex_};
    expected_ += 1;
    expected_until_ = std::chrono::steady_clock::now() + settle_patience_;
}

bool request_queue::take_more(std::vector<request>& taken) {
    std::scoped_lock hold{mutex_};
    if (waiting_.empty()) return false;
    std::ranges::move(waiting_, std::back_inserter(taken));
    waiting_.clear();
    urgent_ = false;
    bytes_ = 0;
    return true;
}

void request_queue::stop(const store_error& why) {
    {
        std::scoped_lock hold{mutex_};
        if (!stopped_) stopped_ = why;
    }
    wake_.notify_one();
}

} // namespace vagus::store
