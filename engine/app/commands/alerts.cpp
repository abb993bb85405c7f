// vagus alerts: what is wrong with the running engine, and rest for what is known.
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/value.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>

namespace vagus::app {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

struct alerts_options {
    std::string folder = ".";
    bool as_json = false;
    std::string id;
    std::string reason;
    config::duration span{1h};
};

void show_one(const json::object& row) {
    fmt::print("{:<7} {:<34} {}\n", text(row, "level"), text(row, "id"), text(row, "words"));
    for (const auto& each : part(row, "about"))
        if (const auto* value = each.value().if_string())
            fmt::print("        {}: {}\n", std::string_view{each.key()}, std::string_view{*value});
    if (const auto& rest = part(row, "snoozed"); !rest.empty())
        fmt::print("        snoozed by {}: {}\n", text(rest, "by"), text(rest, "reason"));
    fmt::print("        what to do: {}\n", text(row, "runbook"));
}

int show(const alerts_options& how) {
    auto answer = ask_engine(how.folder, {{"do", "alerts.list"}});
    if (!answer) return answer.error();
    if (how.as_json) return fmt::print("{}\n", json::serialize(*answer)), exit_code::ok;
    const auto& open = list(*answer, "open");
    if (open.empty()) fmt::print("nothing is wrong\n");
    for (const auto& each : open) show_one(as_row(each));
    return exit_code::ok;
}

int act(const alerts_options& how, std::string_view what) {
    json::object request{{"do", fmt::format("alerts.{}", what)}, {"id", how.id}, {"by", user_name()}};
    if (!how.reason.empty()) request["reason"] = how.reason;
    if (what == "snooze") request["minutes"] = std::chrono::ceil<std::chrono::minutes>(how.span).count();
    auto answer = ask_engine(how.folder, request);
    if (!answer) return answer.error();
    if (how.as_json) return fmt::print("{}\n", json::serialize(*answer)), exit_code::ok;
    fmt::print("{}: {}\n", how.id, what == "snooze" ? "snoozed; its end is told all the same" : "is told again");
    return exit_code::ok;
}

void common(CLI::App& verb, const std::shared_ptr<alerts_options>& how) {
    verb.add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    verb.add_flag("--json", how->as_json, "JSON, stable for scripts");
}

} // namespace

void add_alerts(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<alerts_options>();
    auto* verb = parent.add_subcommand("alerts", "Show what is wrong; snooze what is known");
    common(*verb, how);
    auto* snooze = verb->add_subcommand("snooze", "Tell nobody of an alert for a while");
    common(*snooze, how);
    snooze->add_option("id", how->id, "As `vagus alerts` shows it")->required();
    snooze->add_option("--reason", how->reason, "Why; shown to others and logged")->required();
    add_value(*snooze, "--for", "TIME", how->span, config::time_span(1min, 24h * 7), "For how long; 1h if not said");
    snooze->callback([how, &exit_code] { exit_code = act(*how, "snooze"); });
    auto* wake = verb->add_subcommand("wake", "End the rest of an alert");
    common(*wake, how);
    wake->add_option("id", how->id, "As `vagus alerts` shows it")->required();
    wake->callback([how, &exit_code] { exit_code = act(*how, "wake"); });
    verb->callback([how, verb, &exit_code] {
        if (verb->get_subcommands().empty()) exit_code = show(*how);
    });
}

} // namespace vagus::app
