// Sizes, durations and percentages: a number and a unit, within bounds that every finding names.
#include "config/types.hpp"

#include "base/limits.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

namespace vagus::config {
namespace {

struct unit {
    std::string_view name;
    std::uint64_t worth;
};
constexpr std::array size_units{unit{"GiB", vagus::limits::GiB}, unit{"MiB", vagus::limits::MiB},
                                unit{"KiB", vagus::limits::KiB}, unit{"", 1}};
// The first of one worth is the one that is shown.
constexpr std::array time_units{unit{"d", 86'400'000}, unit{"h", 3'600'000}, unit{"min", 60'000},
                                unit{"m", 60'000},     unit{"s", 1'000},     unit{"ms", 1}};

enum class flaw : std::uint8_t { form, range };

result<std::uint64_t, flaw> parse(std::string_view text, std::span<const unit> units) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc::invalid_argument) return fail(flaw::form);
    const std::string_view rest{stop, static_cast<std::size_t>(end - stop)};
    for (const auto& [name, worth] : units) {
        if (name != rest) continue;
        if (error != std::errc{} || number > std::numeric_limits<std::uint64_t>::max() / worth)
            return fail(flaw::range);
        return number * worth;
    }
    return fail(flaw::form);
}

// In the largest unit that leaves no rest.
std::string show(std::uint64_t value, std::span<const unit> units) {
    for (const auto& [name, worth] : units) {
        if (value != 0 && value % worth == 0) return std::to_string(value / worth) + std::string{name};
    }
    return "0" + std::string{units.back().name};
}

bool out_of_bounds(const node& value, reading& context, std::string_view bounds) {
    context.found.error(value, "VG1006", quoted(value) + " is out of bounds: from " + std::string{bounds});
    return false;
}

std::string show_time(duration value) {
    return show(static_cast<std::uint64_t>(value.count()), time_units);
}

// kB and MB are written by habit; they would be read as something else than was meant.
std::string size_hint(std::string_view text) {
    for (const std::string_view decimal : {"kB", "KB", "MB", "GB", "k", "K", "M", "G", "kb", "mb", "gb"}) {
        const auto digits = text.find_first_not_of("0123456789");
        if (digits == 0 || digits == std::string_view::npos || text.substr(digits) != decimal) continue;
        const char letter = decimal[0] == 'k' ? 'K' : decimal[0] == 'm' ? 'M' : decimal[0] == 'g' ? 'G' : decimal[0];
        return "did you mean '" + std::string{text.substr(0, digits)} + letter + "iB'?";
    }
    return {};
}

bool read_time(const node& value, reading& context, std::string_view words, std::string_view bounds, duration least,
               duration most, duration& into) {
    const auto read = parse(value.text, time_units);
    if (!read && read.error() == flaw::form) {
        const bool bare = !value.text.empty() && value.text.find_first_not_of("0123456789") == std::string::npos;
        return wrong_value(value, context, words, bare ? "did you mean '" + value.text + "s'?" : std::string{});
    }
    if (!read || *read < static_cast<std::uint64_t>(least.count()) || *read > static_cast<std::uint64_t>(most.count()))
        return out_of_bounds(value, context, bounds);
    into = duration{static_cast<duration::rep>(*read)};
    return true;
}

constexpr auto time_pattern = "[0-9]+(ms|s|m|min|h|d)";

} // namespace

type<std::uint64_t> size(std::uint64_t least, std::uint64_t most) {
    const auto bounds = show(least, size_units) + " to " + show(most, size_units);
    const auto words = "a size such as 64KiB or 16MiB (" + bounds + ")";
    return {
        .read =
            [=](const node& value, reading& context, std::uint64_t& into) {
                if (!is_scalar(value, context, words)) return false;
                const auto read = parse(value.text, size_units);
                if (!read && read.error() == flaw::form)
                    return wrong_value(value, context, words, value.expanded ? std::string{} : size_hint(value.text));
                if (!read || *read < least || *read > most) return out_of_bounds(value, context, bounds);
                into = *read;
                return true;
            },
        .show = [](const std::uint64_t& value) { return show(value, size_units); },
        .schema = [=](definitions&) { return text_schema(words, "[0-9]+(KiB|MiB|GiB)?"); },
        .words = words,
    };
}

type<duration> time_span(duration least, duration most) {
    const auto bounds = show_time(least) + " to " + show_time(most);
    const auto words = "a duration such as 30s or 5min (" + bounds + ")";
    return {
        .read =
            [=](const node& value, reading& context, duration& into) {
                return is_scalar(value, context, words) && read_time(value, context, words, bounds, least, most, into);
            },
        .show = [](const duration& value) { return show_time(value); },
        .schema = [=](definitions&) { return text_schema(words, time_pattern); },
        .words = words,
    };
}

type<std::optional<duration>> time_span_or_never(duration least, duration most) {
    const auto bounds = show_time(least) + " to " + show_time(most);
    const auto words = "a duration such as 30s or 5min (" + bounds + "), or never";
    return {
        .read =
            [=](const node& value, reading& context, std::optional<duration>& into) {
                if (!is_scalar(value, context, words)) return false;
                duration made{};
                if (value.text == "never") {
                    into.reset();
                    return true;
                }
                if (!read_time(value, context, words, bounds, least, most, made)) return false;
                into = made;
                return true;
            },
        .show = [](const std::optional<duration>& value) { return value ? show_time(*value) : std::string{"never"}; },
        .schema = [=](definitions&) { return text_schema(words, std::string{time_pattern} + "|never"); },
        .words = words,
    };
}

type<double> percent(double least, double most) {
    const auto in_percent = [](double fraction) { return std::to_string(std::lround(fraction * 100)) + "%"; };
    const auto bounds = in_percent(least) + " to " + in_percent(most);
    const auto words = "a percentage such as 20% (" + bounds + ")";
    return {
        .read =
            [=](const node& value, reading& context, double& into) {
                if (!is_scalar(value, context, words)) return false;
                std::uint64_t number = 0;
                const char* end = value.text.data() + value.text.size();
                const auto [stop, error] = std::from_chars(value.text.data(), end, number);
                if (error == std::errc::invalid_argument || std::string_view{stop, end} != "%")
                    return wrong_value(value, context, words,
                                       stop == end && stop != value.text.data() ? "did you mean '" + value.text + "%'?"
                                                                                : std::string{});
                const auto fraction = static_cast<double>(number) / 100;
                if (error != std::errc{} || fraction < least || fraction > most)
                    return out_of_bounds(value, context, bounds);
                into = fraction;
                return true;
            },
        .show = in_percent,
        .schema = [=](definitions&) { return text_schema(words, "[0-9]+%"); },
        .words = words,
    };
}

} // namespace vagus::config
