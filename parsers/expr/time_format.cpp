#include "parsers/expr/time_format.hpp"

#include "parsers/hl7/times.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace vagus::expr {
namespace {

constexpr std::string_view falling = "YmdHMS"; // as precision counts
constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

precision needs(char code) {
    if (code == 'b') return precision::month;
    if (code == 'f' || code == 'z') return code == 'f' ? precision::second : precision::hour;
    return static_cast<precision>(falling.find(code));
}

bool same_letters(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other,
                              [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

std::string take_digits(std::string_view& from, std::size_t most) {
    std::size_t n = 0;
    while (n < from.size() && n < most && from[n] >= '0' && from[n] <= '9') ++n;
    std::string taken{from.substr(0, n)};
    from.remove_prefix(n);
    return taken;
}

// What a text says, part by part, as HL7's digits.
struct parts_read {
    std::array<std::string, 6> digits; // as `falling`
    std::string fraction;
    std::string offset;
};

// +0100, +01:00, Z
bool take_offset(std::string_view& from, std::string& into) {
    const bool zero = from.starts_with('Z');
    const bool colon = from.size() > 3 && from[3] == ':';
    into = zero ? "+0000" : from.substr(0, colon ? 6 : 5);
    if (colon && !zero) into.erase(3, 1);
    from.remove_prefix(std::min(from.size(), zero ? 1U : into.size() + (colon ? 1U : 0U)));
    return hl7::is_time_offset(into);
}

bool take(char code, std::string_view& from, parts_read& into) {
    if (code == 'f') return !(into.fraction = take_digits(from, 9)).empty();
    if (code == 'z') return take_offset(from, into.offset);
    if (code == 'b') {
        const auto name = from.substr(0, 3);
        const auto* found = std::ranges::find_if(month_names, [&](auto one) { return same_letters(one, name); });
        if (found == month_names.end()) return false;
        from.remove_prefix(3);
        into.digits[1] = std::to_string(found - month_names.begin() + 1);
        if (into.digits[1].size() == 1) into.digits[1].insert(0, 1, '0');
        return true;
    }
    auto digits = take_digits(from, code == 'Y' ? 4 : 2);
    if (digits.empty() || (code == 'Y' && digits.size() != 4)) return false;
    if (digits.size() == 1) digits.insert(0, 1, '0');
    into.digits.at(falling.find(code)) = std::move(digits);
    return true;
}

std::string written_part(char code, const moment& of) {
    const auto all = to_text({of.shown, precision::second, {}, {}});
    if (code == 'Y') return all.substr(0, 4);
    if (code == 'f') return of.fraction.empty() ? "0" : of.fraction;
    if (code == 'z') return of.ahead ? ahead_text(*of.ahead) : std::string{};
    const auto two = [&](char digits) { return all.substr(2 + 2 * falling.find(digits), 2); };
    if (code == 'b') return std::string{month_names.at(static_cast<std::size_t>(std::stoi(two('m')) - 1))};
    return two(code);
}

} // namespace

result<time_format, std::string> time_format::parse(std::string_view written) {
    time_format made;
    std::string literal;
    for (std::size_t i = 0; i < written.size(); ++i) {
        const bool last = i + 1 == written.size();
        if (written[i] != '%' || (!last && written[i + 1] == '%')) {
            literal += written[i];
            if (written[i] == '%') ++i;
            continue;
        }
        const char code = last ? '\0' : written[++i];
        if (code == '\0' || !std::string_view{"YmdHMSfzb"}.contains(code))
            return fail("'%" + std::string(last ? 0 : 1, code) + "' is none of %Y %m %d %H %M %S %f %z %b %%");
        if (!literal.empty()) made.parts_.push_back({0, std::move(literal)});
        literal.clear();
        made.parts_.push_back({code});
    }
    if (!literal.empty()) made.parts_.push_back({0, std::move(literal)});
    // 'yyyyMMdd' would be written as these letters, for every date.
    if (std::ranges::all_of(made.parts_, [](const part& each) { return each.code == 0; }))
        return fail(std::string{"%Y %m %d %H %M %S stand for the parts"});
    return made;
}

std::optional<moment> time_format::read(std::string_view text) const {
    parts_read read;
    for (const auto& each : parts_) {
        if (each.code != 0) {
            if (!take(each.code, text, read)) return std::nullopt;
        } else {
            if (!text.starts_with(each.literal)) return std::nullopt;
            text.remove_prefix(each.literal.size());
        }
    }
    if (!text.empty()) return std::nullopt;
    std::string hl7;
    for (const auto& digits : read.digits) hl7 += digits; // a gap makes a date that is none, or another length
    const auto first_gap = std::ranges::find(read.digits, std::string{});
    if (std::any_of(first_gap, read.digits.end(), [](const std::string& each) { return !each.empty(); }))
        return std::nullopt;
    if (!read.fraction.empty()) (hl7 += '.') += read.fraction;
    return read_moment(hl7 + read.offset);
}

bool time_format::has(char code) const {
    return std::ranges::find(parts_, code, &part::code) != parts_.end();
}

bool time_format::falls() const {
    std::size_t next = 0;
    for (const auto& each : parts_) {
        if (each.code == 0 || each.code == 'f' || each.code == 'z') continue;
        if (next == falling.size() || each.code != falling[next++]) return false;
    }
    return true;
}

result<std::string, std::string_view> time_format::write(const moment& of) const {
    const bool may_end = falls();
    std::string out;
    std::string between; // waits for what follows it
    for (const auto& each : parts_) {
        if (each.code == 0) {
            between = each.literal;
            continue;
        }
        if (of.to < needs(each.code)) {
            const bool offset_too = has_time_of_day(of) && of.ahead && has('z');
            if (may_end) return offset_too ? out + ahead_text(*of.ahead) : out;
            return fail(std::string_view{"the date is not as precise as the format"});
        }
        if (each.code == 'z' && !of.ahead) return fail(std::string_view{"no offset is known for %z"});
        out += between + written_part(each.code, of);
        between.clear();
    }
    return out + between;
}

} // namespace vagus::expr
