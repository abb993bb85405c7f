#include "parsers/expr/zoned.hpp"

#include "parsers/expr/decimal.hpp"
#include "parsers/hl7/element.hpp"
#include "parsers/hl7/times.hpp"
#include "parsers/zones/zone.hpp"

#include <charconv>
#include <utility>

namespace vagus::expr {
namespace {

using namespace std::chrono;
using path::scope;

constexpr std::string_view no_date = "not a date";
constexpr std::string_view no_offset = "a time without an offset, and neither MSH-7 nor site.timezone says one";

// MSH-7's offset is for all times of the message.
std::optional<minutes> message_ahead(const scope& at) {
    const auto sent = hl7::read_time_stamp(hl7::part(at.document.field("MSH", 7), at.document.marks.component, 1));
    return sent ? read_ahead(sent->offset) : std::nullopt;
}

std::optional<minutes> ahead_of(const moment& of, const scope& at) {
    if (of.ahead) return of.ahead;
    if (const auto all = message_ahead(at)) return all;
    if (at.when != nullptr && at.when->local != nullptr) return at.when->local->ahead_at(of.shown);
    return std::nullopt;
}

struct pair {
    moment left, right;
};
of_time<pair> read(std::string_view left, std::string_view right) {
    auto one = read_moment(left);
    auto other = read_moment(right);
    if (!one || !other) return fail(no_date);
    return pair{std::move(*one), std::move(*other)};
}

// By one clock: the wall's where neither says an offset and no zone is known, which is the same wall.
of_time<microseconds> from_right_to_left(const pair& both, const scope& at) {
    auto left = both.left.shown.time_since_epoch() + fraction_of(both.left);
    auto right = both.right.shown.time_since_epoch() + fraction_of(both.right);
    const auto left_ahead = ahead_of(both.left, at);
    const auto right_ahead = ahead_of(both.right, at);
    const bool one_clock = !both.left.ahead && !both.right.ahead && !left_ahead && !right_ahead;
    if (one_clock) return left - right;
    if (!left_ahead || !right_ahead) return fail(no_offset);
    return left - *left_ahead - (right - *right_ahead);
}

std::string seconds_text(microseconds span) {
    const auto whole = calculated(operation::divide, std::to_string(span.count()), "1000000");
    return whole ? *whole : std::string{}; // never: 64 bits have 19 digits
}

std::optional<seconds> unit_of(precision to) {
    switch (to) {
    case precision::year:
    case precision::month: return std::nullopt;
    case precision::day: return days{1};
    case precision::hour: return hours{1};
    case precision::minute: return minutes{1};
    case precision::second: return seconds{1};
    }
    std::unreachable();
}

constexpr seconds longest_move = days{366 * 1000};
constexpr std::string_view too_far = "more than a thousand years";

of_time<seconds> whole_seconds(std::string_view written) {
    if (written.ends_with(".0")) written.remove_suffix(2);
    seconds::rep n = 0;
    const auto [end, wrong] = std::from_chars(written.data(), written.data() + written.size(), n);
    if (wrong == std::errc::result_out_of_range) return fail(too_far);
    if (wrong != std::errc{} || end != written.data() + written.size())
        return fail(std::string_view{"only whole seconds are added to a time"});
    const seconds made{n};
    if (made > longest_move || made < -longest_move) return fail(too_far);
    return made;
}

bool in_calendar(local_seconds shown) {
    const year_month_day date{floor<days>(shown)};
    return date.year() >= year{1} && date.year() <= year{9999};
}

year_month_day day_of(const moment& of) {
    return year_month_day{floor<days>(of.shown)};
}

} // namespace

of_time<std::strong_ordering> order_of_times(std::string_view left, std::string_view right, const scope& at) {
    const auto both = read(left, right);
    if (!both) return fail(both.error());
    const auto span = from_right_to_left(*both, at);
    if (!span) return fail(span.error());
    return *span <=> microseconds{0};
}

bool same_time(std::string_view left, std::string_view right, const scope& at) {
    const auto both = read(left, right);
    return both && both->left.to == both->right.to && order_of_times(left, right, at) == std::strong_ordering::equal;
}

of_time<std::string> between_times(std::string_view left, std::string_view right, const scope& at) {
    const auto both = read(left, right);
    if (!both) return fail(both.error());
    if (!unit_of(both->left.to) || !unit_of(both->right.to))
        return fail(std::string_view{"a year or a month alone is not exact enough to count from"});
    const bool days_only = both->left.to == precision::day && both->right.to == precision::day;
    if (days_only) return seconds_text(both->left.shown - both->right.shown);
    const auto span = from_right_to_left(*both, at);
    if (!span) return fail(span.error());
    return seconds_text(*span);
}

of_time<std::string> moved_time(operation does, std::string_view time, std::string_view by, const scope& at) {
    auto moved = read_moment(time);
    if (!moved) return fail(no_date);
    auto span = whole_seconds(by);
    if (!span) return fail(span.error());
    if (does == operation::subtract) *span = -*span;
    const auto unit = unit_of(moved->to);
    if (!unit) return fail(std::string_view{"a year or a month alone is not exact enough to add to"});
    if (*span % *unit != seconds{0})
        return fail(std::string_view{"what is added is finer than the time it is added to"});
    const bool by_zone = has_time_of_day(*moved) && !moved->ahead && !message_ahead(at) && at.when && at.when->local;
    if (by_zone) {
        const sys_seconds when{moved->shown.time_since_epoch() - at.when->local->ahead_at(moved->shown) + *span};
        moved->shown = local_seconds{when.time_since_epoch() + at.when->local->ahead_at(when)};
    } else {
        moved->shown += *span;
    }
    if (!in_calendar(moved->shown)) return fail(too_far);
    return to_text(*moved);
}

of_time<std::string> time_in(const zones::zone& there, std::string_view time, const scope& at) {
    auto shown = read_moment(time);
    if (!shown) return fail(no_date);
    if (!has_time_of_day(*shown)) return std::string{time};
    const auto ahead = ahead_of(*shown, at);
    if (!ahead) return fail(no_offset);
    const sys_seconds when{shown->shown.time_since_epoch() - *ahead};
    shown->ahead = there.ahead_at(when);
    shown->shown = local_seconds{when.time_since_epoch() + *shown->ahead};
    const bool half_an_hour = shown->to == precision::hour && (*shown->ahead - *ahead) % hours{1} != minutes{0};
    if (half_an_hour) shown->to = precision::minute;
    if (!in_calendar(shown->shown)) return fail(too_far);
    return to_text(*shown);
}

std::optional<moment> time_of_receipt(const scope& at) {
    if (at.when == nullptr) return std::nullopt;
    const auto now = floor<seconds>(at.when->now);
    const auto ahead = at.when->local ? at.when->local->ahead_at(now) : minutes{0};
    return moment{local_seconds{now.time_since_epoch() + ahead}, precision::second, {}, ahead};
}

std::string local_offset(std::string_view time, const scope& at) {
    const auto read = read_moment(time);
    if (!read || at.when == nullptr || at.when->local == nullptr) return {};
    return ahead_text(at.when->local->ahead_at(read->shown));
}

of_time<std::string> years_between(std::string_view birth, std::string_view until) {
    const auto both = read(birth, until);
    if (!both) return fail(both.error());
    if (both->left.to < precision::day || both->right.to < precision::day)
        return fail(std::string_view{"a date without its day tells no age"});
    const auto born = day_of(both->left);
    const auto then = day_of(both->right);
    const bool had_birthday = then.month() / then.day() >= born.month() / born.day();
    const auto years = int{then.year()} - int{born.year()} - (had_birthday ? 0 : 1);
    if (years < 0) return fail(std::string_view{"the birth is later than that"});
    return std::to_string(years);
}

} // namespace vagus::expr
