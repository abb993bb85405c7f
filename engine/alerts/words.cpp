#include "engine/alerts/words.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>

namespace vagus::alerts {
namespace json = boost::json;

namespace {

constexpr std::string_view manual = "docs/monitoring.md#";

json::object as_json(const contacts& about) {
    json::object made;
    for (const auto& [name, value] : about) made[name] = value;
    return made;
}

std::string_view mark_of(notice::kind what) {
    switch (what) {
    case notice::kind::start: return "";
    case notice::kind::reminder: return "still: ";
    case notice::kind::end: return "over: ";
    }
    return "";
}

std::string text_of(const notice& what, const std::string& site, const contacts& about, wall_us now) {
    const auto& one = what.about;
    const auto lasted = std::chrono::seconds{((one.ended != 0 ? one.ended : now) - one.since) / 1'000'000};
    auto text =
        fmt::format("{}\n\nRule:    {} ({})\nSubject: {}\nSite:    {}\nSince:   {}\n", one.words,
                    facts_of(one.what).name, to_text(facts_of(one.what).how), one.subject, site, utc(one.since));
    text += one.ended != 0 ? fmt::format("Over:    {}, after {}\n", utc(one.ended), in_words(lasted))
                           : fmt::format("Lasts:   {}\n", in_words(lasted));
    for (const auto& [name, value] : about) text += fmt::format("{}: {}\n", name, value);
    return text + fmt::format("What to do: {}{}\n", manual, facts_of(one.what).runbook);
}

} // namespace

std::string utc(wall_us at) {
    const std::chrono::sys_seconds when{std::chrono::floor<std::chrono::seconds>(std::chrono::microseconds{at})};
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(when)));
}

json::object row_of(const alert& one, const contacts& about) {
    const auto& rule = facts_of(one.what);
    json::object row{{"id", one.id()},
                     {"rule", rule.name},
                     {"level", to_text(facts_of(one.what).how)},
                     {"subject", one.subject},
                     {"since_us", one.since},
                     {"words", one.words},
                     {"about", about.empty() ? json::value() : json::value(as_json(about))},
                     {"runbook", std::string{manual} + std::string{rule.runbook}},
                     {"snoozed", nullptr}};
    if (one.snoozed)
        row["snoozed"] =
            json::object{{"by", one.snoozed->by}, {"reason", one.snoozed->reason}, {"until_us", one.snoozed->until}};
    if (one.ended != 0) row["ended_us"] = one.ended;
    return row;
}

letter letter_of(const notice& what, const std::string& site, const contacts& about, wall_us now) {
    const auto& one = what.about;
    auto row = row_of(one, about);
    row["site"] = site;
    row["kind"] = to_text(what.what);
    row["since"] = utc(one.since);
    return {fmt::format("[{}] {}{}: {}", site, mark_of(what.what), facts_of(one.what).name, one.subject),
            text_of(what, site, about, now), json::serialize(row)};
}

} // namespace vagus::alerts
