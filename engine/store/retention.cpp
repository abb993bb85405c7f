#include "engine/store/retention.hpp"

#include "engine/store/at_once.hpp"
#include "engine/store/events.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/reduction.hpp"
#include "engine/store/remembered_rows.hpp"
#include "engine/store/sqlite.hpp"

#include <algorithm>
#include <future>
#include <set>
#include <string>
#include <system_error>
#include <utility>

namespace vagus::store {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;

std::set<std::pair<std::uint32_t, std::string>> words_in(const fs::path& file) {
    connection db{file, connection::access::read};
    statement question{db, "SELECT input, source FROM position"};
    std::set<std::pair<std::uint32_t, std::string>> found;
    for (auto at = question.query(); at.next();)
        found.emplace(static_cast<std::uint32_t>(at.integer(0)), std::string{at.bytes(1)});
    return found;
}

constexpr auto had_its_time = "nobody decided about it within site.retention.dead_letter";

struct dead_rows {
    struct letter {
        std::int64_t row = 0;
        std::uint32_t name = 0; // of the output or the route
    };
    std::vector<letter> old; // at most expired_at_once
    wall_us next = 0;        // when the oldest of the others died; 0: there may be more of the old
};

// Dead letters and failed routes that died up to then, without those that people must decide about.
template <class Stays> dead_rows read_dead(const fs::path& file, wall_us before, Stays stays) {
    connection db{file, connection::access::read};
    statement question{db, "SELECT row, output FROM delivery WHERE state IN (2, 3) AND at_us <= ?"};
    dead_rows found;
    for (auto at = question.query(before); at.next();) {
        const auto name = static_cast<std::uint32_t>(at.integer(1));
        if (!stays(name)) found.old.push_back({at.integer(0), name});
        if (found.old.size() == expired_at_once) return found;
    }
    statement younger{db, "SELECT coalesce(min(at_us), ?1) FROM delivery WHERE state IN (2, 3) AND at_us > ?1"};
    auto at = younger.query(before);
    if (at.next()) found.next = at.integer(0);
    return found;
}

bool told(std::future<bool> answer) {
    try {
        return answer.get();
    } catch (const std::future_error&) { // the store ends, or is too busy: another time
        return false;
    }
}

// Gone with this, unless it took its segment's place.
class copy_in_hand {
  public:
    explicit copy_in_hand(fs::path file)
        : file_{std::move(file)} {}
    copy_in_hand(copy_in_hand&&) = delete;
    ~copy_in_hand() {
        std::error_code left; // a start removes it
        for (const char* part : {"-wal", "-shm", ""}) fs::remove(file_.string() + part, left);
    }

  private:
    fs::path file_;
};

} // namespace

std::optional<std::string_view> stays_because(const segment_entry& which, bool fragments, wall_us now,
                                              microseconds kept_for) {
    if (!which.sealed) return "it is the live one";
    if (which.legal_hold) return "legal hold";
    if (fragments) return "fragments in it wait for the next";
    if (now - counted_from(which, now) < kept_for.count()) return "its time has not come";
    return std::nullopt;
}

retention::retention(const settings& how, catalog& entries, const segments& files, const depths& counts,
                     const continuations& fragments, memories& known, const headroom& room, request_queue& queue,
                     const clock& time, reporter& report)
    : folder_{how.folder}
    , kept_for_{how.kept_for}
    , dead_kept_for_{how.dead_kept_for}
    , held_by_dead_{how.held_by_dead}
    , catalog_{entries}
    , files_{files}
    , counts_{counts}
    , fragments_{fragments}
    , known_{known}
    , room_{room}
    , queue_{queue}
    , time_{time}
    , report_{report}
    , indices_{how, entries, room, report}
    , marks_{marks_of(time)}
    , live_then_{entries.segments().back().no}
    , mark_at_{time.steady() + clock_marked_every} {}

void retention::round(const std::stop_token& stops) {
    indices_.make_missing(catalog_.segments());
    const auto now = believed_time(); // of all the round, which may be long: a jump within it is not believed
    if (!now) return;
    known_.forget_old(*now);
    if (kept_for_) look_after_all(stops, *now);
    mark_clock(); // last: on a full disk it fails, and what makes room must not wait for it
}

void retention::look_after_all(const std::stop_token& stops, wall_us now) {
    const auto all = catalog_.segments();
    for (const auto& each : all) {
        if (stops.stop_requested()) return;
        try {
            look_after(each, all, now);
            if (!put_off_.contains(each.no)) failed_.erase(each.no);
        } catch (const std::exception& error) { // of this segment: the others go on having their time
            if (std::exchange(failed_[each.no], error.what()) != error.what()) report_(upkeep_failed{error.what()});
        }
    }
    indices_.remove_old(catalog_.segments(), now);
}

void retention::look_after(const segment_entry& which, const std::vector<segment_entry>& all, wall_us now) {
    const auto as_it_is = *catalog_.segment_of(which.no); // held perhaps while others were made and removed
    if (stays_because(as_it_is, fragments_.may_lie_in(which.no), now, *kept_for_)) return;
    expire_dead(as_it_is, now);
    if (counts_.owed(which.no) == 0)
        remove(which, all);
    else
        reduce(which);
}

void retention::remove(const segment_entry& which, const std::vector<segment_entry>& all) {
    if (indices_.are_kept() && !indices_.make(which)) return;
    if (!carried(which, all) || !memory_carried(which.no, all.back().no)) return;
    if (!catalog_.retire(which.no, time_.wall())) return; // before the file goes: a start must not miss it
    remove_database(segment_file(folder_, which.no));
    sync_folder(folder_);
    oldest_dead_.erase(which.no);
    seen_.erase(which.no);
    put_off_.erase(which.no);
    report_(segment_removed{which.no});
}

void retention::reduce(const segment_entry& which) {
    const auto no = which.no;
    if (const auto tried = put_off_.find(no); tried != put_off_.end() && time_.steady() < tried->second.next) return;
    const auto changes = files_.changes(no);
    if (!is_worth_it(no, changes)) return;
    put_off(no);
    if (!indices_.make(which)) return;
    const auto file = segment_file(folder_, no);
    const auto before = fs::file_size(file);
    const copy_in_hand copy{reduced_file(folder_, no)};
    const auto made = make_reduced(folder_, no, time_.wall());
    if (catalog_.segment_of(no)->legal_hold) return;
    if (!take_place(no, changes)) return; // a queue went on meanwhile, or somebody reads: another time
    put_off_.erase(no);
    report_(segment_reduced{no, made.messages, before, fs::file_size(file)});
}

// A copy of a large segment takes minutes of a disk that others need.
void retention::put_off(std::uint32_t no) {
    constexpr std::chrono::steady_clock::duration most = reduction_waits_at_most;
    auto& tried = put_off_[no];
    const auto before = std::exchange(
        tried.wait, std::clamp<std::chrono::steady_clock::duration>(2 * tried.wait, retention_every, most));
    tried.next = time_.steady() + tried.wait;
    if (before != most && tried.wait == most) report_(reduction_put_off{no, tried.tries, reduction_waits_at_most});
    tried.tries += 1;
}

// Once, and again when half of what was kept is not owed any more. A queue that drains will owe less in a minute, and
// would not leave the time for a copy.
bool retention::is_worth_it(std::uint32_t no, std::uint64_t changes) {
    const auto before = std::exchange(seen_[no], changes);
    if (changes - before > busy_changes) return false;
    connection segment{segment_file(folder_, no), connection::access::read};
    const auto known = reduction_of(segment);
    if (known && 2 * counts_.owed(no) > static_cast<std::uint64_t>(known->messages)) return false;
    const auto disk = room_.now();
    return disk.free >= disk.floor + room_for_reduced(segment);
}

bool retention::take_place(std::uint32_t no, std::uint64_t changes) {
    return told(ask([&](auto done) { return request{replace_request{no, changes, std::move(done)}}; }));
}

// Discarded as a person would, so that whoever counts them hears of it, and the log says how many of whom.
void retention::expire_dead(const segment_entry& which, wall_us now) {
    const auto no = which.no;
    if (!dead_kept_for_ || !counts_.has_dead(no)) return;
    const auto before = now - dead_kept_for_->count();
    if (before < which.dead_believed) return;
    const auto [known, fresh] = oldest_dead_.try_emplace(no, before);
    if (!fresh && known->second > before) return; // none is old enough yet
    const auto dead = read_dead(segment_file(folder_, no), before,
                                [&](std::uint32_t name) { return held_by_dead_.contains(catalog_.name(name)); });
    static at_once answers; // nothing but a way: it may outlast this
    std::vector<std::pair<std::uint32_t, std::future<bool>>> asked;
    for (const auto& each : dead.old) {
        asked.emplace_back(
            each.name, ask([&](auto done) {
                auto told = [done = std::move(done)](result<bool, store_error> is) mutable { done(is && *is); };
                resolve_request end{{no, each.row}, delivery_state::discarded, had_its_time, {}, &answers,
                                    std::move(told)};
                end.had_its_time = true;
                return request{std::move(end)};
            }));
    }
    std::map<std::uint32_t, std::int64_t> gone; // by output
    for (auto& [name, answer] : asked) gone[name] += told(std::move(answer)) ? 1 : 0;
    for (const auto& [name, n] : gone)
        if (n != 0) report_(dead_letters_expired{catalog_.name(name), no, n});
    known->second = dead.next;
}

std::optional<wall_us> retention::believed_time() {
    std::scoped_lock hold{believing_};
    const auto now = marks_of(time_);
    const auto live = catalog_.segments().back().no;
    if (clock_jumped(marks_, now)) catalog_.doubt_clock(now.wall, live_then_);
    marks_ = now;
    live_then_ = live;
    const bool doubted = catalog_.clock_doubted();
    if (doubted && !said_) report_(clock_doubted{});
    said_ = doubted;
    if (doubted) return std::nullopt;
    return now.wall;
}

// Neither the next round nor a start may doubt it again by what was seen before it was set right.
void retention::believe_clock() {
    std::scoped_lock hold{believing_};
    marks_ = marks_of(time_);
    live_then_ = catalog_.segments().back().no;
    catalog_.believe_clock(marks_.wall);
    catalog_.mark(false, time_);
}

// A machine that loses its power knows no later moment at which the clock was right.
void retention::mark_clock() {
    const auto now = time_.steady();
    if (now < mark_at_) return;
    catalog_.mark(false, time_);
    mark_at_ = now + clock_marked_every; // not from when a slow disk had it
}

bool retention::carried(const segment_entry& which, const std::vector<segment_entry>& all) {
    auto words = words_in(segment_file(folder_, which.no));
    for (const auto& each : all) {
        if (each.no <= which.no || words.empty()) continue;
        const bool live = each.no == all.back().no; // whose words on fragments may be taken back yet
        for (const auto& known : words_in(segment_file(folder_, each.no)))
            if (!live || !known.second.starts_with(fragment_source)) words.erase(known);
    }
    if (words.empty()) return true;
    return told(ask([&](auto done) {
        return request{carry_request{which.no, all.back().no, {words.begin(), words.end()}, {}, std::move(done)}};
    }));
}

bool retention::memory_carried(std::uint32_t from, std::uint32_t live) {
    connection db{segment_file(folder_, from), connection::access::read};
    std::vector<kept_word> some;
    const auto carry = [&] {
        return told(ask([&](auto done) {
            return request{carry_request{from, live, {}, std::exchange(some, {}), std::move(done)}};
        }));
    };
    bool all = true;
    for_each_remembered(db, [&](kept_word word) {
        if (!all || !known_.stands(word)) return;
        some.push_back(std::move(word));
        if (some.size() == words_carried_at_once) all = carry();
    });
    return all && (some.empty() || carry());
}

template <class Make> std::future<bool> retention::ask(Make make) {
    std::promise<bool> done;
    auto answer = done.get_future();
    auto asked = make([done = std::move(done)](bool yes) mutable { done.set_value(yes); });
    static_cast<void>(queue_.push(asked, urgency::now)); // where it does not take it, nobody answers
    return answer;
}

} // namespace vagus::store
