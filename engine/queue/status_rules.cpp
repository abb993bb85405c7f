#include "engine/queue/status_rules.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace vagus::queue {
namespace {

// Its ends; { 409, 409 } or { 500, 599 }.
struct range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

config::type<range> status_or_class() {
    static constexpr auto words = "a status such as 409, or a class such as 5xx";
    return {
        .read =
            [](const config::node& value, config::reading& context, range& into) {
                const std::string_view text = value.text;
                const bool whole_class = text.size() == 3 && text.substr(1) == "xx";
                std::uint32_t number = 0;
                const auto digits = whole_class ? text.substr(0, 1) : text;
                const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
                if (whole_class) number *= 100;
                if (failed != std::errc{} || end != digits.data() + digits.size() || number < 100 || number > 599)
                    return config::wrong_value(value, context, words);
                into = {number, whole_class ? number + 99 : number};
                return true;
            },
        .show = [](const range&) { return std::string{}; },
        .schema = [](config::definitions&) { return config::text_schema(words, "[1-5](xx|[0-9][0-9])"); },
        .words = words,
    };
}

status_meaning by_default(std::uint32_t status, bool conditional) {
    using enum status_meaning;
    switch (status) {
    case 408: // the server waited for us in vain
    case 425: // too early
    case 429: return retry_after;
    case 409: return retry; // somebody else changed the same thing at the same moment
    case 412: return conditional ? retry : dead_letter;
    default: break;
    }
    switch (status / 100) {
    case 2: return accept;
    case 4: return dead_letter;
    case 5: return retry_after;
    default: return retry;
    }
}

std::optional<std::time_t> date_of(const std::string& text) {
    for (const auto* form : {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
        std::tm parts{};
        const char* end = ::strptime(text.c_str(), form, &parts);
        if (end != nullptr && *end == '\0') return ::timegm(&parts);
    }
    return std::nullopt;
}

} // namespace

config::type<std::vector<status_rule>> status_rules() {
    using enum status_meaning;
    auto entries = config::map_by(
        status_or_class(),
        config::choice<status_meaning>(
            {{"retry", retry}, {"retry_after", retry_after}, {"dead_letter", dead_letter}, {"accept", accept}}));
    return {
        .read =
            [read = entries.read](const config::node& value, config::reading& context, std::vector<status_rule>& into) {
                std::vector<config::keyed<range, status_meaning>> written;
                if (!read(value, context, written)) return false;
                for (const auto& each : written) into.push_back({each.key.first, each.key.last, each.value});
                return true;
            },
        .show = [](const std::vector<status_rule>&) { return std::string{}; },
        .schema = entries.schema,
        .words = "a map of statuses (409) and classes (5xx), each one of retry, retry_after, dead_letter, accept",
    };
}

status_meaning meaning_of(std::uint32_t status, bool conditional, const std::vector<status_rule>& rules) {
    const status_rule* best = nullptr;
    for (const auto& rule : rules) {
        if (status < rule.first || status > rule.last) continue;
        if (best == nullptr || rule.last - rule.first < best->last - best->first) best = &rule;
    }
    return best != nullptr ? best->then : by_default(status, conditional);
}

std::optional<judgement> judged(std::uint32_t status, const std::vector<status_rule>& rules) {
    if (status == 0) return std::nullopt;
    return to_judgement(meaning_of(status, false, rules));
}

judgement to_judgement(status_meaning what) {
    switch (what) {
    case status_meaning::accept: return judgement::delivered;
    case status_meaning::retry:
    case status_meaning::retry_after: return judgement::retry;
    case status_meaning::dead_letter: return judgement::dead_letter;
    }
    std::unreachable();
}

std::optional<std::chrono::milliseconds> hold_of(std::string_view field, std::time_t now) {
    constexpr std::chrono::milliseconds most = longest_hold;
    std::int64_t seconds = 0;
    const auto [end, failed] = std::from_chars(field.data(), field.data() + field.size(), seconds);
    if (end != field.data() + field.size() || failed == std::errc::invalid_argument) {
        const auto date = date_of(std::string{field});
        if (!date) return std::nullopt;
        seconds = static_cast<std::int64_t>(*date - now);
    } else if (failed != std::errc{}) {
        return most;
    }
    const auto asked = std::chrono::seconds{std::clamp<std::int64_t>(seconds, 0, longest_hold.count() * 60)};
    return std::chrono::milliseconds{asked};
}

} // namespace vagus::queue
