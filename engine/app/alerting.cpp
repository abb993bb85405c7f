#include "engine/app/alerting.hpp"

#include "engine/admin/selection.hpp"
#include "engine/runtime/replace_file.hpp"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>
#include <iterator>
#include <utility>

namespace vagus::app {
namespace json = boost::json;

namespace {

constexpr auto file_name = "alerts.json";

// Somebody asks for rest, or no longer. The reason is kept with the alert and in the audit: it may name a patient.
struct alert_snoozed {
    std::string alert;
    std::string by;
    std::int64_t minutes = 0; // 0: it is told again
    static constexpr std::string_view name = "alert.snoozed";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"alert", alert}, {"by", by}, {"minutes", minutes}}; }
};

// An alert began, lasts or is over.
struct alert_told {
    std::string alert;
    std::string kind;
    std::string words;
    static constexpr std::string_view name = "alert";
    static constexpr severity level = severity::warn;
    [[nodiscard]] facts describe() const { return {{"alert", alert}, {"kind", kind}, {"what", words}}; }
};

struct alerts_not_kept {
    std::string reason;
    static constexpr std::string_view name = "alerts.not_kept";
    static constexpr severity level = severity::error;
    [[nodiscard]] facts describe() const { return {{"reason", reason}}; }
};

template <class All> alerts::contacts contacts_of(const All& all, const std::string& name) {
    alerts::contacts made;
    for (const auto& each : all)
        if (each.name == name && each.value)
            for (const auto& one : each.value->about) made.emplace_back(one.name, one.value);
    return made;
}

} // namespace

alerting::alerting(const configuration& first, std::filesystem::path folder,
                   std::function<const configuration&()> running, const clock& time, reporter& report)
    : file_{std::move(folder) / file_name}
    , site_{first.written.site.name}
    , running_{std::move(running)}
    , clock_{time}
    , began_{time.wall()}
    , report_{report}
    , board_{std::chrono::duration_cast<std::chrono::seconds>(first.written.site.alerts.remind)}
    , save_at_{time.steady() + save_every}
    , sinks_{std::make_unique<alerts::sinks>(addresses_of(first.written.site.alerts), report)} {
    read();
}

void alerting::read() {
    std::ifstream in{file_};
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    boost::system::error_code broken; // nothing is known then, and alerts that last are told once more
    const auto saved = json::parse(text, broken);
    if (broken || !saved.is_object()) return;
    board_.take(saved.get_object());
    saved_ = board_.version();
    const auto* last = saved.get_object().if_contains("came_last");
    if (last == nullptr || !last->is_object()) return;
    for (const auto& [name, at] : last->get_object())
        if (at.is_int64()) came_last_[std::string{name}] = at.get_int64();
}

void alerting::save() {
    auto state = board_.save();
    json::object last;
    for (const auto& [name, at] : came_last_) last[name] = at;
    state["came_last"] = std::move(last);
    saved_ = board_.version();
    save_at_ = clock_.steady() + save_every;
    if (auto kept = runtime::replace_file(file_, json::serialize(state)); !kept) report_(alerts_not_kept{kept.error()});
}

void alerting::look(const alerts::snapshot& now, std::map<std::string, wall_us> came_last) {
    came_last_ = std::move(came_last);
    const auto at = clock_.wall();
    for (const auto& each : board_.update(alerts::judge(now), at)) {
        const auto id = each.about.id();
        report_(alert_told{id, std::string{to_text(each.what)}, each.about.words});
        sinks_->put(id, alerts::letter_of(each, site_, about(each.about), at));
    }
    if (board_.version() != saved_ || clock_.steady() >= save_at_) save();
}

alerts::contacts alerting::about(const alerts::alert& one) const {
    const auto& written = running_().written;
    switch (alerts::facts_of(one.what).of) {
    case alerts::part::input: return contacts_of(written.inputs, one.subject);
    case alerts::part::output: return contacts_of(written.outputs, one.subject);
    default: return {};
    }
}

std::vector<observe::alert_reading> alerting::readings() const {
    std::vector<observe::alert_reading> all;
    for (const auto& each : alerts::rules())
        all.push_back({std::string{each.name}, std::string{alerts::to_text(each.how)}});
    for (const auto& each : board_.open()) ++all[static_cast<std::size_t>(each.what)].open;
    return all;
}

json::object alerting::list() const {
    json::array open;
    for (const auto& each : board_.open()) open.push_back(alerts::row_of(each, about(each)));
    json::array recent;
    for (const auto& each : board_.recent()) recent.push_back(alerts::row_of(each, about(each)));
    return {{"no", no()}, {"open", std::move(open)}, {"recent", std::move(recent)}};
}

json::object alerting::snooze(const json::object& request) {
    const auto id = admin::text_in(request, "id");
    const auto* asked = request.if_contains("minutes");
    const auto minutes = asked != nullptr && asked->is_int64() ? asked->get_int64() : 0;
    if (minutes < 1 || minutes > alerts::longest_snooze.count())
        return admin::refusal("an alert is snoozed for 1 minute to 7 days");
    auto by = admin::text_in(request, "by");
    if (by.empty()) by = "a person";
    const auto now = clock_.wall();
    const alerts::rest how{by, admin::text_in(request, "reason"), now + minutes * 60'000'000};
    if (auto done = board_.snooze(id, how, now); !done) return admin::refusal(done.error());
    report_(alert_snoozed{id, by, minutes});
    save();
    return {{"id", id}, {"until_us", how.until}};
}

void alerting::add_verbs(std::map<std::string, admin::verb>& verbs) {
    verbs["alerts.list"] = [this](const json::object&) -> boost::asio::awaitable<json::object> { co_return list(); };
    verbs["alerts.snooze"] = [this](const json::object& request) -> boost::asio::awaitable<json::object> {
        co_return snooze(request);
    };
    verbs["alerts.wake"] = [this](const json::object& request) -> boost::asio::awaitable<json::object> {
        const auto id = admin::text_in(request, "id");
        if (auto done = board_.wake(id); !done) co_return admin::refusal(done.error());
        report_(alert_snoozed{id, admin::text_in(request, "by"), 0});
        save();
        co_return json::object{{"id", id}};
    };
}

} // namespace vagus::app
