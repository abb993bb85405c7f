#include "engine/app/peers/moment.hpp"

#include "config/types.hpp"

#include <charconv>
#include <chrono>

namespace vagus::peers {
namespace {

constexpr config::duration longest = std::chrono::hours{24 * 3660};

std::optional<wall_us> ago(std::string_view text, wall_us now) {
    static const auto span = config::time_span(std::chrono::milliseconds{0}, longest);
    config::findings found;
    config::reading context{found};
    config::node scalar;
    scalar.kind = config::node::shape::scalar;
    scalar.text = text;
    config::duration read{};
    if (!span.read(scalar, context, read)) return std::nullopt;
    return now - std::chrono::duration_cast<std::chrono::microseconds>(read).count();
}

// Two digits or four, and the mark before them.
std::optional<int> take(std::string_view& text, std::string_view mark, std::size_t digits) {
    if (!text.starts_with(mark) || text.size() < mark.size() + digits) return std::nullopt;
    const auto* from = text.data() + mark.size();
    int number = 0;
    const auto [end, error] = std::from_chars(from, from + digits, number);
    if (error != std::errc{} || end != from + digits || *from == '-') return std::nullopt;
    text.remove_prefix(mark.size() + digits);
    return number;
}

} // namespace

std::optional<wall_us> parse_moment(std::string_view text, wall_us now) {
    if (const auto span = ago(text, now)) return span;
    using namespace std::chrono;
    const auto year = take(text, "", 4);
    const auto month = year ? take(text, "-", 2) : std::nullopt;
    const auto day = month ? take(text, "-", 2) : std::nullopt;
    if (!day) return std::nullopt;
    const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    int parts[3] = {0, 0, 0};
    const auto hour = take(text, "T", 2);
    const auto minute = hour ? take(text, ":", 2) : std::nullopt;
    if (hour && !minute) return std::nullopt;
    if (minute) {
        parts[0] = *hour;
        parts[1] = *minute;
        parts[2] = take(text, ":", 2).value_or(0);
        if (text.starts_with("Z")) text.remove_prefix(1);
    }
    if (!text.empty() || parts[0] > 23 || parts[1] > 59 || parts[2] > 59) return std::nullopt;
    const auto at = sys_days{date} + hours{parts[0]} + minutes{parts[1]} + seconds{parts[2]};
    return duration_cast<microseconds>(at.time_since_epoch()).count();
}

} // namespace vagus::peers
