#include "engine/store/writer.hpp"

#include "engine/store/limits.hpp"

#include <algorithm>
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
               watchers& waiting, headroom& room, store_meters& counted,
               std::function<void(const store_error&)> undecided)
    : queue_{queue}
    , record_{record}
    , files_{files}
    , counts_{counts}
    , outputs_{outputs}
    , waiting_{waiting}
    , room_{room}
    , counted_{counted}
    , undecided_{std::move(undecided)}
    , thread_{[this] { run(); }} {}

void writer::run() {
    std::vector<request> taken;
    while (queue_.take(taken)) {
        std::size_t done = 0;
        try {
            for (;;) {
                if (room_.out()) turn_away(taken, done);
                if (done >= taken.size()) break;
                const auto size = write(taken, done);
                done += size;
                maintain(std::span{taken}.subspan(done - size, size));
            }
        } catch (const std::exception& error) {
            // What was written may or may not survive, and SQLite cannot say: nobody is promised anything any more.
            return give_up(std::span{taken}.subspan(done),
                           {store_error::kind::undecided, error.what(), trouble_of(error)});
        }
    }
}

std::size_t writer::write(std::vector<request>& taken, std::size_t from) {
    std::size_t size = 0;
    bool recorded = false;
    try {
        record(taken, from, size);
        recorded = true;
        const auto begun = std::chrono::steady_clock::now();
        files_.commit(); // the fsync that everybody in the group waits for
        counted_.sync.add(std::chrono::steady_clock::now() - begun);
        counted_.requests.add(size);
    } catch (const sqlite_error& error) {
        if (trouble_of(error) != trouble::full) throw;
        settle_without_room(std::span{taken}.subspan(from, size), recorded, error);
        return size;
    }
    answer_all(std::span{taken}.subspan(from, size));
    return size;
}

void writer::record(std::vector<request>& taken, std::size_t from, std::size_t& recorded) {
    for (int turn = 0; turn < late_turns; ++turn) {
        auto size = group_size(std::span{taken}.subspan(from));
        while (recorded < size) record_.record(taken[from + recorded++]);
        // Who came meanwhile shares this fsync instead of waiting for it and then for one of their own.
        if (from + size != taken.size() || !queue_.take_more(taken)) return;
    }
}

// A write that found no room is decided, unlike any other that fails: the record that ends a transaction in the log is
// its last, so a transaction that was cut short is none.
void writer::settle_without_room(std::span<request> group, bool recorded, const sqlite_error& full) {
    const undone lost{!recorded, files_.roll_back()};
    record_.roll_back(lost.rolled_back);
    if (!room_.ran_out()) throw full;
    store_error why{store_error::kind::full, full.what(), trouble::full};
    std::vector<request*> stored;
    for (auto& each : group) {
        if (record_.record_again(each, lost)) {
            stored.push_back(&each);
        } else {
            refuse(each, why, out_);
        }
    }
    files_.commit();
    record_.committed();
    counts_.publish();
    for (auto* each : stored) answer(*each, out_);
    outputs_.hand_out(out_);
    waiting_.hand_out(out_);
    out_.post();
}

void writer::turn_away(std::vector<request>& taken, std::size_t from) {
    auto kept = taken.begin() + static_cast<std::ptrdiff_t>(from);
    for (auto each = kept; each != taken.end(); ++each) {
        if (needs_room(*each)) {
            refuse(*each, no_room(), out_);
            continue;
        }
        if (kept != each) *kept = std::move(*each);
        ++kept;
    }
    taken.erase(kept, taken.end());
    out_.post();
}

// A full disk loses nothing here: the log stays as long as it cannot be copied, the segment live as long as there is no
// room for another.
void writer::maintain(std::span<request> group) {
    try {
        files_.maintain();
        for (auto& each : group) {
            auto* asked = std::get_if<replace_request>(&each);
            if (asked == nullptr || !asked->done) continue;
            auto done = std::exchange(asked->done, nullptr); // goes in any case, and whoever waits goes on
            done(files_.replace(asked->no, asked->changes));
        }
        if (!room_.out()) files_.seal_when_due();
    } catch (const std::exception& error) {
        if (trouble_of(error) != trouble::full) throw;
        static_cast<void>(room_.ran_out());
    }
}

void writer::answer_all(std::span<request> group) {
    record_.committed();
    counts_.publish();
    for (auto& each : group) answer(each, out_);
    outputs_.hand_out(out_);
    waiting_.hand_out(out_);
    out_.post();
}

void writer::give_up(std::span<request> unanswered, const store_error& error) {
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
