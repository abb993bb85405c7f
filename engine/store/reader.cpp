#include "engine/store/reader.hpp"

#include "engine/store/events.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/read_file.hpp"

#include <algorithm>
#include <utility>

namespace vagus::store {
namespace {

template <class Done, class Answer> void leave(mailbox& box, Done done, Answer answer) {
    std::vector<std::move_only_function<void()>> work;
    work.emplace_back([done = std::move(done), answer = std::move(answer)]() mutable { done(std::move(answer)); });
    box.post(std::move(work));
}

} // namespace

reader::reader(std::filesystem::path folder, catalog& names, const depths& counts, reporter& report,
               std::function<void(const store_error&)> unreadable)
    : folder_{std::move(folder)}
    , names_{names}
    , counts_{counts}
    , report_{report}
    , unreadable_{std::move(unreadable)}
    , thread_{[this] { run(); }} {}

reader::~reader() {
    stop();
}

void reader::run() {
    for (;;) {
        job next;
        {
            std::unique_lock hold{mutex_};
            wake_.wait(hold, [this] { return stopping_ || !jobs_.empty(); });
            if (jobs_.empty()) return;
            next = std::move(jobs_.front());
            jobs_.pop_front();
        }
        next();
    }
}

void reader::ask(job what) {
    {
        std::scoped_lock hold{mutex_};
        if (stopping_) return;
        jobs_.push_back(std::move(what));
    }
    wake_.notify_one();
}

bool reader::crowded() {
    std::scoped_lock hold{mutex_};
    return jobs_.size() >= waiting_reads;
}

void reader::stop() {
    {
        std::scoped_lock hold{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
    files_.clear();
}

void reader::pending_after(std::uint32_t output, delivery_ref after, std::size_t most, std::size_t most_bytes,
                           mailbox& box, std::move_only_function<void(std::vector<queued_delivery>)> done) {
    ask([=, this, &box, done = std::move(done)]() mutable {
        try {
            leave(box, std::move(done), read_pending(output, after, most, most_bytes));
        } catch (const std::exception& error) {
            // An empty answer would say that nothing waits, and the queue would stand still in silence.
            unreadable_({store_error::kind::undecided, error.what()});
        }
    });
}

void reader::dead_letters(std::size_t most, mailbox& box,
                          std::move_only_function<void(std::vector<dead_letter>)> done) {
    if (crowded()) return leave(box, std::move(done), std::vector<dead_letter>{});
    ask([=, this, &box, done = std::move(done)]() mutable { leave(box, std::move(done), read_dead(most)); });
}

void reader::dead_letter_of(message_id id, mailbox& box,
                            std::move_only_function<void(std::vector<dead_letter_body>)> done) {
    if (crowded()) return leave(box, std::move(done), std::vector<dead_letter_body>{});
    ask([=, this, &box, done = std::move(done)]() mutable { leave(box, std::move(done), read_dead_of(id)); });
}

void reader::wire_events(std::uint32_t input, std::size_t most, mailbox& box,
                         std::move_only_function<void(std::vector<wire_event>)> done) {
    if (crowded()) return leave(box, std::move(done), std::vector<wire_event>{});
    ask([=, this, &box, done = std::move(done)]() mutable { leave(box, std::move(done), read_events(input, most)); });
}

void reader::wire_event_at(delivery_ref at, mailbox& box,
                           std::move_only_function<void(std::optional<wire_event>)> done) {
    if (crowded()) return leave(box, std::move(done), std::optional<wire_event>{});
    ask([=, this, &box, done = std::move(done)]() mutable { leave(box, std::move(done), read_event(at)); });
}

void reader::fragments_of(open_series which, mailbox& box, std::move_only_function<void(series_bodies)> done) {
    ask([=, this, &box, done = std::move(done)]() mutable { leave(box, std::move(done), read_series(which)); });
}

reader::file& reader::open(std::uint32_t segment) {
    auto open = std::find_if(files_.begin(), files_.end(), [&](const auto& each) { return each->no() == segment; });
    if (open != files_.end()) {
        std::rotate(open, open + 1, files_.end());
    } else {
        if (files_.size() >= sealed_open) files_.erase(files_.begin());
        files_.push_back(std::make_unique<file>(folder_, segment));
    }
    return *files_.back();
}

std::vector<queued_delivery> reader::read_pending(std::uint32_t output, delivery_ref after, std::size_t most,
                                                  std::size_t most_bytes) {
    std::vector<queued_delivery> found;
    room left{most, most_bytes};
    for (auto segment : counts_.segments_pending(output, after.segment)) {
        auto row = segment == after.segment ? after.row : 0;
        open(segment).pending(names_.store_number(), output, row, left, found);
        if (left.none()) break;
    }
    return found;
}

// What people ask for must not stop the engine: a damaged file is reported and the rest is shown.
std::vector<dead_letter> reader::read_dead(std::size_t most) {
    std::vector<dead_letter> found;
    for (auto segment : counts_.segments_dead()) {
        if (found.size() >= most) break;
        try {
            open(segment).dead(names_, most, found);
        } catch (const std::exception& error) {
            report_(read_failed{error.what()});
        }
    }
    return found;
}

std::vector<wire_event> reader::read_events(std::uint32_t input, std::size_t most) {
    std::vector<wire_event> found;
    const auto segments = names_.segments();
    for (auto segment = segments.rbegin(); segment != segments.rend() && found.size() < most; ++segment) {
        try {
            open(segment->no).events(names_, input, most, found);
        } catch (const std::exception& error) {
            report_(read_failed{error.what()});
        }
    }
    return found;
}

std::optional<wire_event> reader::read_event(delivery_ref at) {
    const auto segments = names_.segments();
    if (std::ranges::find(segments, at.segment, &segment_entry::no) == segments.end()) return std::nullopt;
    try {
        return open(at.segment).event(names_, at.row);
    } catch (const std::exception& error) {
        report_(read_failed{error.what()});
        return std::nullopt;
    }
}

// From the last back: each names the one before it.
series_bodies reader::read_series(const open_series& which) {
    series_bodies found{which, {}, {}, 0};
    auto next = std::optional{which.last};
    try {
        while (next && found.ids.size() < which.fragments) {
            auto part = open(next->segment).fragment(next->row);
            if (!part) break;
            found.ids.push_back(*next);
            found.bodies.push_back(std::move(part->raw));
            found.received = part->received;
            next = part->before;
        }
    } catch (const std::exception& error) {
        report_(read_failed{error.what()});
    }
    std::ranges::reverse(found.ids);
    std::ranges::reverse(found.bodies);
    return found;
}

std::vector<dead_letter_body> reader::read_dead_of(message_id id) {
    std::vector<dead_letter_body> found;
    auto segments = counts_.segments_dead();
    bool here = std::find(segments.begin(), segments.end(), id.segment) != segments.end();
    if (!here || id.store != names_.store_number()) return found;
    try {
        open(id.segment).dead_of(names_, id, found);
    } catch (const std::exception& error) {
        report_(read_failed{error.what()});
    }
    return found;
}

} // namespace vagus::store
