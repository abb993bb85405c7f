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
        std::size_t done = 0;
        try {
            while (done < taken.size()) {
                done += write(taken, done);
                files_.maintain();
            }
        } catch (const std::exception& error) {
            // What was written may or may not survive, and SQLite cannot say: nobody is promised anything any more.
            return give_up(std::span{taken}.subspan(done), error.what());
        }
    }
}

std::size_t writer::write(std::vector<request>& taken, std::size_t from) {
    auto size = group_size(std::span{taken}.subspan(from));
    std::size_t recorded = 0;
    for (int turn = 0; turn < late_turns; ++turn) {
        for (auto& each : std::span{taken}.subspan(from + recorded, size - recorded)) record_.record(each);
        recorded = size;
        // Who came meanwhile shares this fsync instead of waiting for it and then for one of their own.
        if (from + size != taken.size() || !queue_.take_more(taken)) break;
        size = group_size(std::span{taken}.subspan(from));
    }
    if (recorded < size) size = recorded; // came in the last turn: the next group's
    auto group = std::span{taken}.subspan(from, size);
    files_.commit(); // the fsync that everybody in the group waits for
    counts_.publish();
    answer_all(group);
    return size;
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
