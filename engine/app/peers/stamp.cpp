#include "engine/app/peers/stamp.hpp"

#include "parsers/hl7/draft.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

namespace vagus::peers {
namespace {

std::string digits(wall_us now) {
    using namespace std::chrono;
    const auto since = floor<seconds>(microseconds{now});
    const auto day = floor<days>(since);
    const year_month_day date{sys_days{day}};
    const hh_mm_ss time{since - day};
    return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", int{date.year()}, unsigned{date.month()}, unsigned{date.day()},
                       time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string base32(std::uint32_t number) {
    static constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string out(4, '0');
    for (auto place = out.rbegin(); place != out.rend(); ++place, number /= 32) *place = alphabet[number % 32];
    return out;
}

} // namespace

std::string control_ids::next(wall_us now) {
    return digits(now).substr(2) + base32(drawn_) + base32(counter_++);
}

std::string hl7_time(wall_us now) {
    return digits(now) + "+0000";
}

std::string stamped(const hl7::message& message, const std::string& time, const std::string& control_id) {
    hl7::draft copy{message};
    copy.set_field(0, 7, time);
    copy.set_field(0, 10, control_id);
    return copy.bytes();
}

} // namespace vagus::peers
