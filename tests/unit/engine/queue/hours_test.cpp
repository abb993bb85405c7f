#include "engine/queue/hours.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/field_text.hpp"

#include <string>

using namespace vagus;
using namespace std::chrono;
using namespace std::chrono_literals;
using when = queue::hours;

namespace {

const auto vienna = zones::zone::named("Europe/Vienna");

wall_us utc(year_month_day day, minutes of_day) {
    return duration_cast<microseconds>(sys_days{day}.time_since_epoch() + of_day).count();
}

struct look {
    when of;
    year_month_day day;
    minutes utc_time;
    bool open;
    minutes changes_in;
};

} // namespace

TEST_CASE("hours are those of clocks on the wall", "[queue][hours]") {
    const when day{5h, 23h};
    const when night{22h, 4h};
    const when till_midnight{5h, 24h};
    const when in_the_gap{2h + 30min, 6h};
    const when twice{1h, 2h + 30min};
    const auto winter = 2026y / January / 10;
    const auto forward = 2026y / March / 29; // 01:00 UTC: 02:00 is 03:00
    const auto back = 2026y / October / 25;  // 01:00 UTC: 03:00 is 02:00
    for (const auto& [of, date, time, open, changes] : {
             look{day, winter, 3h + 59min, false, 1min},
             look{day, winter, 4h, true, 18h},
             look{day, winter, 22h, false, 6h},
             look{night, winter, 20h + 59min, false, 1min},
             look{night, winter, 21h, true, 6h},
             look{night, winter, 2h + 59min, true, 1min},
             look{night, winter, 3h, false, 18h},
             look{till_midnight, winter, 22h + 59min, true, 1min},
             look{till_midnight, winter, 23h, false, 5h},
             look{day, 2026y / March / 28, 22h, false, 5h},   // that night is an hour shorter
             look{day, 2026y / October / 24, 21h, false, 7h}, // and that one longer
             look{in_the_gap, forward, 59min, false, 1min},
             look{in_the_gap, forward, 1h, true, 3h},
             look{twice, back, 29min, true, 1min}, // 02:29, the first time
             look{twice, back, 30min, false, 30min},
             look{twice, back, 1h, true, 30min}, // 02:00 again
             look{twice, back, 1h + 30min, false, 22h + 30min},
         }) {
        const auto now = utc(date, time);
        INFO(sys_days{date}.time_since_epoch().count() << " " << time.count());
        CHECK(queue::is_open(of, *vienna, now) == open);
        CHECK(queue::until_change(of, *vienna, now) == changes);
        CHECK(queue::until_change(of, *vienna, now + 1) == changes - 1us);
    }
}

TEST_CASE("hours are written as two times of day", "[queue][hours]") {
    const auto read = [](const std::string& text) {
        auto tree = config::load_text("x: " + text + "\n");
        config::reading context{tree.found};
        when made;
        const bool good = queue::hours_type().read(tree.root.find("x")->value, context, made);
        return good ? std::optional{made} : std::nullopt;
    };
    CHECK(read("05:00-23:00") == when{5h, 23h});
    CHECK(read("22:00-04:30") == when{22h, 4h + 30min});
    CHECK(read("05:00-24:00") == when{5h, 24h});
    for (const auto* wrong : {"5:00-23:00", "05:00", "05:00-23:60", "05:00-24:01", "24:00-05:00", "05:00-05:00",
                              "00:00-24:00", "-5:00-23:00", "05:00 23:00", "~", "''"})
        CHECK_FALSE(read(wrong));
}
