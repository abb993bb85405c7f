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

constexpr auto too_much = "too many questions wait for the store already: ask again in a moment";
constexpr auto clock_margin_us = std::chrono::duration_cast<std::chrono::microseconds>(clock_margin).count();

delivery_ref place_of(const dead_letter& row) {
    return row.at;
}
delivery_ref place_of(const message_id& row) {
    return {row.segment, row.row};
}
delivery_ref place_of(const delivered_row& row) {
    return row.message;
}

} // namespace

reader::reader(std::filesystem::path folder, catalog& names, const depths& counts, std::mutex& opening,
               reporter& report, std::function<void(const store_error&)> unreadable)
    : folder_{std::move(folder)}
    , names_{names}
    , counts_{counts}
    , opening_{opening}
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

template <class Read, class Done> void reader::must_read(mailbox& box, Done done, Read read) {
    ask([=, this, &box, done = std::move(done)]() mutable {
        try {
            leave(box, std::move(done), read());
        } catch (const std::exception& error) {
            unreadable_({store_error::kind::undecided, error.what(), trouble_of(error)});
        }
    });
}

void reader::pending_after(std::uint32_t output, delivery_ref after, std::size_t most, std::size_t most_bytes,
                           mailbox& box, std::move_only_function<void(std::vector<queued_delivery>)> done) {
    must_read(box, std::move(done), [=, this] { return read_pending(output, after, most, most_bytes); });
}

void reader::newest_delivery(mailbox& box, std::move_only_function<void(delivery_ref)> done) {
    must_read(box, std::move(done), [this] {
        const auto live = names_.segments().back().no;
        return delivery_ref{live, open(live).last()};
    });
}

void reader::undecided_dead(std::uint32_t output, std::size_t most, mailbox& box,
                            std::move_only_function<void(std::vector<dead_mark>)> done) {
    must_read(box, std::move(done), [=, this] { return read_undecided(output, most); });
}

// What people ask for waits in a line of its own length: the error says so to whoever comes when it is full.
template <class Row, class Read>
void reader::ask_page(mailbox& box, std::move_only_function<void(result<page<Row>, std::string>)> done, Read read) {
    using answer = result<page<Row>, std::string>;
    if (crowded()) return leave(box, std::move(done), answer{fail(std::string{too_much})});
    ask([this, &box, done = std::move(done), read = std::move(read)]() mutable {
        auto found = answer{fail(std::string{})};
        try {
            found = read();
        } catch (const std::exception& error) {
            report_(read_failed{error.what()});
            found = fail(std::string{error.what()});
        }
        leave(box, std::move(done), std::move(found));
    });
}

// What people ask for must not stop the engine, whatever cannot be read: the catalog, or a file.
template <class Answer, class Read> Answer reader::or_nothing(Read read) {
    try {
        return read();
    } catch (const std::exception& error) {
        report_(read_failed{error.what()});
        return {};
    }
}

void reader::dead_letters(const dead_query& what, mailbox& box,
                          std::move_only_function<void(result<page<dead_letter>, std::string>)> done) {
    ask_page(box, std::move(done), [this, what] {
        return read_page<dead_letter>(counts_.segments_dead(), what.after, what.through, what.most,
                                      &search::last_delivery,
                                      [&](search& in, stretch where, auto& found) { in.dead(what, where, found); });
    });
}

void reader::messages(message_query what, mailbox& box,
                      std::move_only_function<void(result<page<message_id>, std::string>)> done) {
    ask_page(box, std::move(done), [this, what = std::move(what)] {
        return read_page<message_id>(segments_of(what.since, what.until), what.after, what.through, what.most,
                                     &search::last_message,
                                     [&](search& in, stretch where, auto& found) { in.messages(what, where, found); });
    });
}

void reader::delivered(delivered_query what, mailbox& box,
                       std::move_only_function<void(result<page<delivered_row>, std::string>)> done) {
    ask_page(box, std::move(done), [this, what] {
        return read_page<delivered_row>(
            segments_of(0, end_of_time), what.after, last_place, scan_rows, &search::last_delivery,
            [&](search& in, stretch where, auto& found) { in.delivered(what.output, where, found); });
    });
}

void reader::message_of(message_id id, mailbox& box,
                        std::move_only_function<void(std::optional<stored_message>)> done) {
    if (crowded()) return leave(box, std::move(done), std::optional<stored_message>{});
    ask([=, this, &box, done = std::move(done)]() mutable {
        leave(box, std::move(done), or_nothing<std::optional<stored_message>>([&] { return read_message(id); }));
    });
}

void reader::wire_events(std::uint32_t input, std::size_t most, mailbox& box,
                         std::move_only_function<void(std::vector<wire_event>)> done) {
    if (crowded()) return leave(box, std::move(done), std::vector<wire_event>{});
    ask([=, this, &box, done = std::move(done)]() mutable {
        leave(box, std::move(done), or_nothing<std::vector<wire_event>>([&] { return read_events(input, most); }));
    });
}

void reader::wire_event_at(delivery_ref at, mailbox& box,
                           std::move_only_function<void(std::optional<wire_event>)> done) {
    if (crowded()) return leave(box, std::move(done), std::optional<wire_event>{});
    ask([=, this, &box, done = std::move(done)]() mutable {
        leave(box, std::move(done), or_nothing<std::optional<wire_event>>([&] { return read_event(at); }));
    });
}

void reader::fragments_of(open_series which, mailbox& box, std::move_only_function<void(series_bodies)> done) {
    ask([=, this, &box, done = std::move(done)]() mutable { leave(box, std::move(done), read_series(which)); });
}

reader::file& reader::open(std::uint32_t segment) {
    std::scoped_lock hold{opening_};
    // One that was removed gives its room back when nobody has it open; one that was replaced says what is not so now.
    std::erase_if(files_, [](const auto& each) { return each->has_moved(); });
    auto open = std::find_if(files_.begin(), files_.end(), [&](const auto& each) { return each->no() == segment; });
    if (open != files_.end()) {
        std::rotate(open, open + 1, files_.end());
    } else {
        if (files_.size() >= sealed_open) files_.erase(files_.begin());
        files_.push_back(std::make_unique<file>(folder_, segment));
    }
    return *files_.back();
}

// The catalog says that a segment goes before its file does, so one that it has not retired afterwards was whole.
template <class Read> bool reader::unless_removed(std::uint32_t segment, Read read) {
    try {
        read(open(segment));
    } catch (const std::exception&) {
        if (names_.retired(segment)) return false;
        throw;
    }
    return !names_.retired(segment);
}

std::vector<queued_delivery> reader::read_pending(std::uint32_t output, delivery_ref after, std::size_t most,
                                                  std::size_t most_bytes) {
    std::vector<queued_delivery> found;
    room left{most, most_bytes};
    for (auto segment : counts_.segments_pending(output, after.segment)) {
        auto row = segment == after.segment ? after.row : 0;
        const auto before = std::pair{found.size(), left};
        const bool there =
            unless_removed(segment, [&](file& in) { in.pending(names_.store_number(), output, row, left, found); });
        if (!there) {
            found.resize(before.first);
            left = before.second;
        }
        if (left.none()) break;
    }
    return found;
}

std::vector<dead_mark> reader::read_undecided(std::uint32_t output, std::size_t most) {
    std::vector<dead_mark> found;
    for (auto segment : counts_.segments_dead()) {
        if (found.size() >= most) break;
        const auto before = found.size();
        const bool there =
            unless_removed(segment, [&](file& in) { in.undecided(names_.store_number(), output, most, found); });
        if (!there) found.resize(before);
    }
    return found;
}

// A damaged file is said and passed over.
template <class Row, class Scan>
page<Row> reader::read_page(const std::vector<std::uint32_t>& among, delivery_ref after, delivery_ref through,
                            std::size_t most, std::int64_t (search::*last_row)(), Scan scan) {
    page<Row> made;
    made.end = end_of(last_row);
    const auto segment = std::ranges::lower_bound(among, after.segment);
    if (segment == among.end() || *segment > through.segment) return made;
    try {
        auto& there = open(*segment).search(names_);
        const auto rows =
            *segment == through.segment ? std::min(through.row, (there.*last_row)()) : (there.*last_row)();
        const auto from = *segment == after.segment ? after.row : 0;
        const stretch where{from, std::min(from + scan_rows, rows)};
        scan(there, where, made.rows);
        if (made.rows.size() >= most)
            made.next = place_of(made.rows.back());
        else if (where.last < rows)
            made.next = {*segment, where.last};
    } catch (const std::exception& error) {
        report_(read_failed{error.what()});
        made.unreadable = error.what();
    }
    const auto further = segment + 1;
    if (!made.next && further != among.end() && *further <= through.segment) made.next = {*further, 0};
    return made;
}

delivery_ref reader::end_of(std::int64_t (search::*last_row)()) {
    const auto newest = names_.segments().back().no;
    try {
        return {newest, (open(newest).search(names_).*last_row)()};
    } catch (const std::exception& error) {
        report_(read_failed{error.what()});
        return {newest, last_place.row};
    }
}

// A clock that was set by less than clock_margin hides no message.
std::vector<std::uint32_t> reader::segments_of(wall_us since, wall_us until) {
    std::vector<std::uint32_t> found;
    for (const auto& each : names_.segments()) {
        const bool before = each.sealed && each.sealed_at + clock_margin_us < since;
        const bool behind = each.opened - clock_margin_us > until;
        if (!before && !behind) found.push_back(each.no);
    }
    return found;
}

std::optional<stored_message> reader::read_message(message_id id) {
    const auto segments = names_.segments();
    const bool here = std::ranges::find(segments, id.segment, &segment_entry::no) != segments.end();
    if (!here || id.store != names_.store_number()) return std::nullopt;
    return open(id.segment).search(names_).message(id.row);
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
    return open(at.segment).event(names_, at.row);
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

} // namespace vagus::store
