#include "engine/alerts/board.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace vagus::alerts {
namespace json = boost::json;

namespace {

wall_us us(std::chrono::seconds span) {
    return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}

json::object as_json(const alert& one) {
    json::object made{{"rule", facts_of(one.what).name},
                      {"subject", one.subject},
                      {"since_us", one.since},
                      {"words", one.words},
                      {"told_us", one.told},
                      {"ended_us", one.ended}};
    if (one.snoozed)
        made["snoozed"] =
            json::object{{"by", one.snoozed->by}, {"reason", one.snoozed->reason}, {"until_us", one.snoozed->until}};
    return made;
}

std::string text(const json::object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    return found != nullptr && found->is_string() ? std::string{found->get_string()} : std::string{};
}
wall_us number(const json::object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

std::optional<alert> read(const json::value& saved) {
    const auto* from = saved.if_object();
    if (from == nullptr) return std::nullopt;
    const auto known = std::ranges::find(rules(), text(*from, "rule"), &rule_facts::name);
    if (known == rules().end()) return std::nullopt;
    alert made{known->what, text(*from, "subject"), number(*from, "since_us"), text(*from, "words")};
    made.told = number(*from, "told_us");
    made.ended = number(*from, "ended_us");
    if (const auto* rests = from->if_contains("snoozed"); rests != nullptr && rests->is_object()) {
        const auto& how = rests->get_object();
        made.snoozed = rest{text(how, "by"), text(how, "reason"), number(how, "until_us")};
    }
    return made;
}

template <class Each> void each_of(const json::object& saved, std::string_view key, const Each& each) {
    const auto* found = saved.if_contains(key);
    if (found == nullptr || !found->is_array()) return;
    for (const auto& one : found->get_array())
        if (auto made = read(one)) each(std::move(*made));
}

} // namespace

std::string alert::id() const {
    return std::string{facts_of(what).name} + ":" + subject;
}

std::string_view to_text(notice::kind what) {
    static constexpr std::array<std::string_view, 3> words{"start", "reminder", "end"};
    return words[static_cast<std::size_t>(what)];
}

std::vector<notice> board::update(const std::vector<condition>& holds, wall_us now) {
    for (auto& [id, each] : all_)
        if (!each.gone) each.gone = now;
    for (const auto& each : holds) {
        alert fresh{each.what, each.subject, now, each.words};
        auto found = all_.find(fresh.id());
        if (found == all_.end()) {
            if (all_.size() >= most_open) continue;
            auto id = fresh.id();
            found = all_.try_emplace(std::move(id), entry{std::move(fresh)}).first;
        }
        found->second.about.words = each.words;
        found->second.gone.reset();
    }
    std::vector<notice> to_tell;
    for (auto& [id, each] : all_) look(each, now, to_tell);
    std::erase_if(all_, [](const auto& each) { return each.second.about.ended != 0; });
    return to_tell;
}

void board::look(entry& one, wall_us now, std::vector<notice>& to_tell) {
    auto& about = one.about;
    // A clock that was set back is no reason to wait until it has come round again. A snooze is a person's date, and
    // stays.
    for (auto* past : {&about.since, &about.told}) *past = std::min(*past, now);
    if (one.gone) one.gone = std::min(*one.gone, now);
    const auto tell = [&](notice::kind what) {
        about.told = now;
        ++version_;
        to_tell.push_back({what, about});
    };
    if (!one.is_open) {
        if (one.gone) return void(about.ended = now); // nobody heard of it
        if (now - about.since < us(facts_of(about.what).after)) return;
        one.is_open = true;
        return tell(notice::kind::start);
    }
    if (one.gone && now - *one.gone >= us(over_after)) {
        about.ended = *one.gone;
        tell(notice::kind::end);
        recent_.push_front(about);
        if (recent_.size() > most_recent) recent_.pop_back();
        return;
    }
    if (about.snoozed && now < about.snoozed->until) return;
    const bool rested = std::exchange(about.snoozed, std::nullopt).has_value();
    if (!one.gone && (rested || now - about.told >= us(remind_every_)))
        tell(notice::kind::reminder);
    else if (rested)
        ++version_;
}

result<void, std::string> board::snooze(std::string_view id, rest how, wall_us now) {
    const auto found = all_.find(id);
    if (found == all_.end() || !found->second.is_open) return fail("no alert '" + std::string{id} + "' is open");
    if (how.reason.empty()) return fail(std::string{"this needs a reason"});
    if (how.until <= now || how.until - now > us(longest_snooze))
        return fail(std::string{"an alert can be snoozed for up to seven days"});
    found->second.about.snoozed = std::move(how);
    ++version_;
    return {};
}

result<void, std::string> board::wake(std::string_view id) {
    const auto found = all_.find(id);
    if (found == all_.end() || !found->second.about.snoozed)
        return fail("no alert '" + std::string{id} + "' is snoozed");
    found->second.about.snoozed.reset();
    ++version_;
    return {};
}

std::vector<alert> board::open() const {
    std::vector<alert> all;
    for (const auto& [id, each] : all_)
        if (each.is_open) all.push_back(each.about);
    std::ranges::sort(all, {}, [](const alert& each) { return std::pair{each.since, each.id()}; });
    return all;
}

json::object board::save() const {
    json::array now;
    for (const auto& each : open()) now.push_back(as_json(each));
    json::array before;
    for (const auto& each : recent_) before.push_back(as_json(each));
    return {{"open", std::move(now)}, {"recent", std::move(before)}};
}

void board::take(const json::object& saved) {
    each_of(saved, "open", [this](alert&& one) {
        if (all_.size() >= most_open) return;
        auto id = one.id();
        all_.insert_or_assign(std::move(id), entry{std::move(one), true, {}});
    });
    each_of(saved, "recent", [this](alert&& one) {
        if (recent_.size() < most_recent) recent_.push_back(std::move(one));
    });
}

} // namespace vagus::alerts
