#include "engine/queue/hours.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace vagus::queue {
namespace {

using namespace std::chrono;
using namespace std::chrono_literals;

// Clocks that are put forward or back make a day longer; no zone does so by a day.
constexpr minutes longest = 48h;

std::optional<minutes> read_time(std::string_view text) {
    const auto part = [&](std::size_t from) -> std::optional<int> {
        int number = 0;
        const auto* end = text.data() + from + 2;
        const auto [at, failed] = std::from_chars(text.data() + from, end, number);
        return failed == std::errc{} && at == end ? std::optional{number} : std::nullopt;
    };
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    const auto hour = part(0);
    const auto minute = part(3);
    const bool good = hour && minute && *hour >= 0 && *minute >= 0 && *minute < 60;
    if (!good || *hour * 60 + *minute > 24 * 60) return std::nullopt;
    return std::chrono::hours{*hour} + minutes{*minute};
}

minutes shown(const zones::zone& local, sys_seconds when) {
    const auto wall = when.time_since_epoch() + local.ahead_at(when);
    return floor<minutes>(wall - floor<days>(wall));
}

sys_seconds second_of(wall_us now) {
    return sys_seconds{floor<seconds>(microseconds{now})};
}

} // namespace

config::type<minutes> time_of_day() {
    static constexpr auto words = "a time of day such as 02:00";
    return {
        .read =
            [](const config::node& value, config::reading& context, minutes& into) {
                std::string text;
                if (!config::text().read(value, context, text)) return false;
                const auto read = read_time(text);
                if (!read || *read == 24h) return config::wrong_value(value, context, words);
                into = *read;
                return true;
            },
        .show = [](const minutes&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words, "([01][0-9]|2[0-3]):[0-5][0-9]"); },
        .words = words,
    };
}

config::type<hours> hours_type() {
    static constexpr auto words = "hours such as 05:00-23:00, or 22:00-04:00 over midnight";
    return {
        .read =
            [](const config::node& value, config::reading& context, hours& into) {
                std::string text;
                if (!config::text().read(value, context, text)) return false;
                const bool two = text.size() == 11 && text[5] == '-';
                const auto from = two ? read_time(std::string_view{text}.substr(0, 5)) : std::nullopt;
                const auto to = two ? read_time(std::string_view{text}.substr(6)) : std::nullopt;
                if (!from || !to || *from == 24h) return config::wrong_value(value, context, words);
                if (*from == *to || (*from == 0min && *to == 24h))
                    return config::wrong_value(value, context, words, "all hours need no entry: leave it out");
                into = {*from, *to};
                return true;
            },
        .show = [](const hours&) { return std::string{}; },
        .schema =
            [](config::definitions&) {
                return config::text_schema(words,
                                           "([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)");
            },
        .words = words,
    };
}

bool hours::hold(minutes of_day) const {
    if (from < to) return of_day >= from && of_day < to;
    return of_day >= from || of_day < to;
}

bool is_open(const hours& of, const zones::zone& local, wall_us now) {
    return of.hold(shown(local, second_of(now)));
}

// Minute by minute, so that no rule of a zone has to be known here.
microseconds until_change(const hours& of, const zones::zone& local, wall_us now) {
    const bool open = is_open(of, local, now);
    const auto begin = floor<minutes>(second_of(now));
    auto at = begin + 1min;
    while (at - begin < longest && of.hold(shown(local, at)) == open) at += 1min;
    return at.time_since_epoch() - microseconds{now};
}

} // namespace vagus::queue
