#include "engine/store/retention.hpp"

#include "engine/store/events.hpp"
#include "engine/store/folder.hpp"
#include "engine/store/limits.hpp"
#include "engine/store/sqlite.hpp"

#include <cstdlib>
#include <future>
#include <set>
#include <string>
#include <utility>

namespace vagus::store {
namespace {

using std::chrono::microseconds;

std::set<std::pair<std::uint32_t, std::string>> words_in(const std::filesystem::path& file) {
    connection db{file, connection::access::read};
    statement question{db, "SELECT input, source FROM position"};
    std::set<std::pair<std::uint32_t, std::string>> found;
    for (auto at = question.query(); at.next();)
        found.emplace(static_cast<std::uint32_t>(at.integer(0)), std::string{at.bytes(1)});
    return found;
}

} // namespace

clock_marks marks_of(const clock& time) {
    return {time.wall(), std::chrono::duration_cast<microseconds>(time.steady().time_since_epoch()).count()};
}

bool clock_jumped(const clock_marks& before, const clock_marks& now) {
    constexpr auto margin = microseconds{clock_drift}.count();
    constexpr auto longest_stop = microseconds{longest_downtime}.count();
    if (before.wall == 0) return false; // it has never run
    const auto by_the_wall = now.wall - before.wall;
    const bool same_boot = now.steady >= before.steady;
    if (same_boot) return std::abs(by_the_wall - (now.steady - before.steady)) > margin;
    return by_the_wall < -margin || by_the_wall > longest_stop;
}

std::optional<std::string_view> stays_because(const segment_entry& which, bool owes, wall_us now,
                                              microseconds kept_for) {
    if (!which.sealed) return "it is the live one";
    if (which.legal_hold) return "legal hold";
    if (owes) return "deliveries wait in it, dead letters for a decision, or fragments for the next";
    if (now - which.sealed_at < kept_for.count()) return "its time has not come";
    return std::nullopt;
}

retention::retention(const settings& how, catalog& entries, const depths& counts, const continuations& fragments,
                     request_queue& queue, const clock& time, reporter& report)
    : folder_{how.folder}
    , kept_for_{how.kept_for}
    , catalog_{entries}
    , counts_{counts}
    , fragments_{fragments}
    , queue_{queue}
    , time_{time}
    , report_{report}
    , marks_{marks_of(time)} {}

void retention::round() {
    if (!kept_for_ || !clock_is_believed()) return;
    const auto all = catalog_.segments();
    for (const auto& each : all) {
        const bool owes = counts_.owes(each.no) || fragments_.may_lie_in(each.no);
        if (stays_because(each, owes, time_.wall(), *kept_for_)) continue;
        if (!carried(each, all)) continue;
        catalog_.retire(each.no, time_.wall()); // before the file goes: a start must not miss it
        remove_database(segment_file(folder_, each.no));
        sync_folder(folder_);
        report_(segment_removed{each.no});
    }
}

bool retention::clock_is_believed() {
    const auto now = marks_of(time_);
    if (clock_jumped(marks_, now)) catalog_.doubt_clock(now.wall);
    marks_ = now;
    const bool doubted = catalog_.clock_doubted();
    if (doubted && !said_) report_(clock_doubted{});
    said_ = doubted;
    return !doubted;
}

bool retention::carried(const segment_entry& which, const std::vector<segment_entry>& all) {
    auto words = words_in(segment_file(folder_, which.no));
    for (const auto& each : all) {
        if (each.no <= which.no || words.empty()) continue;
        for (const auto& known : words_in(segment_file(folder_, each.no))) words.erase(known);
    }
    if (words.empty()) return true;
    std::promise<bool> done;
    auto answer = done.get_future();
    request move{carry_request{
        which.no, all.back().no, {words.begin(), words.end()}, [done = std::move(done)](bool carried) mutable {
            done.set_value(carried);
        }}};
    if (queue_.push(move, urgency::now)) return false; // the store ends, or is too busy: another time
    return answer.get();
}

} // namespace vagus::store
