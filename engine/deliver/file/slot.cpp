#include "engine/deliver/file/slot.hpp"

#include "parsers/expr/moment.hpp"

namespace vagus::deliver::file {

using namespace std::chrono;

namespace {

local_days shown_day(sys_time<microseconds> when, const zones::zone& in) {
    const auto since = floor<seconds>(when);
    return floor<days>(local_seconds{since.time_since_epoch() + in.ahead_at(since)});
}
slot slot_of(local_days day, minutes at, const zones::zone& in) {
    const local_seconds wanted = day + at;
    return {sys_seconds{wanted.time_since_epoch() - in.ahead_at(wanted)}, day};
}

} // namespace

// From the day before, and the day after: where clocks go back over midnight, a time of yesterday may be still to come.
// Each ends within three days.
slot slot_after(sys_time<microseconds> received, minutes at, const zones::zone& in) {
    for (auto day = shown_day(received, in) - days{1};; day += days{1})
        if (const auto made = slot_of(day, at, in); made.due > received) return made;
}

slot slot_before(sys_time<microseconds> now, minutes at, const zones::zone& in) {
    for (auto day = shown_day(now, in) + days{1};; day -= days{1})
        if (const auto made = slot_of(day, at, in); made.due <= now) return made;
}

slot slot_at(sys_time<microseconds> received, sys_time<microseconds> now, minutes at, const zones::zone& in) {
    const auto made = slot_after(received, at, in);
    return made.due > slot_after(now, at, in).due ? slot_before(now, at, in) : made;
}

std::string name_of(const slot& which, minutes at) {
    auto text = expr::to_text({.shown = which.day + at, .to = expr::precision::minute});
    return text.insert(8, "-");
}

std::string hl7_time_of(const slot& which, const zones::zone& in) {
    const auto ahead = in.ahead_at(which.due);
    return expr::to_text({.shown = local_seconds{which.due.time_since_epoch() + ahead}, .ahead = ahead});
}

} // namespace vagus::deliver::file
