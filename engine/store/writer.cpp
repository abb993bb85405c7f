#include "engine/store/writer.hpp"

#include "engine/store/limits.hpp"

#include <string>
#include <utility>

namespace vagus::store {
namespace {

// The requests at the front that one transaction takes: a bound on how long those behind it wait.
std::size_t group_size(std::span<request> waiting) {
    std::size_t bytes = 0;
    std::size_t n = 0;
    while (n < waiting.size() && n < group_requests && bytes < group_bytes) bytes += bytes_of(waiting[n++]);
    return n;
}

} // namespace

writer::writer(request_queue& queue, recorder& record, segments& files, depths& counts, subscriptions& outputs,
               std::function<void(const store_error&)> undecided)
    : queue_{queue}
    , record_{record}
    , files_{files}
    , counts_{counts}
    , outputs_{outputs}
    , undecided_{std::move(undecided)}
    , thread_{[this] { run(); }} {}

void writer::run() {
    std::vector<request> taken;
    while (queue_.take(taken)) {
        std::span<request> waiting{taken};
        try {
            while (!waiting.empty()) {
                auto group = waiting.first(group_size(waiting));
                write(group);
                waiting = waiting.subspan(group.size());
                files_.maintain();
            }
        } catch (const std::exception& error) {
            // What was written may or may not survive, and SQLite cannot say: nobody is promised anything any more.
            return give_up(waiting, error.what());
        }
    }
}

void writer::write(std::span<request> group) {
    for (auto& each : group) record_.record(each);
    files_.commit(); // the fsync that everybody in the group waits for
    counts_.publish();
    answer_all(group);
}

void writer::answer_all(std::span<request> group) {
    for (auto& each : group) answer(each, out_);
    outputs_.hand_out(out_);
    out_.post();
}

void writer::give_up(std::span<request> unanswered, const char* why) {
    store_error error{store_error::kind::undecided, why};
    queue_.stop(error);
    undecided_(error); // first: lanes stop before anybody hears of it
    for (auto& each : unanswered) refuse(each, error, out_);
    std::vector<request> left;
    while (queue_.take(left)) {
        for (auto& each : left) refuse(each, error, out_);
    }
    out_.post();
}

} // namespace vagus::store
