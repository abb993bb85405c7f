#include "engine/deliver/file/slot.hpp"

#include "parsers/expr/moment.hpp"

namespace vagus::deliver::file {

using namespace std::chrono;

slot slot_after(sys_time<microseconds> received, minutes at, const zones::zone& in) {
    const auto since = floor<seconds>(received);
    const local_seconds shown{since.time_since_epoch() + in.ahead_at(since)};
    // From the day before: where clocks go back over midnight, its time may be still to come. Ends on the day after the
    // next at the latest.
    for (auto day = floor<days>(shown) - days{1};; day += days{1}) {
        const local_seconds wanted = day + at;
        const sys_seconds due{wanted.time_since_epoch() - in.ahead_at(wanted)};
        if (due > received) return {due, day};
    }
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
