// vagus output and vagus queue: how the queues of the running engine stand, and what a person decides about them.
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/config_folder.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct output_options {
    std::string folder = ".";
    bool as_json = false;
    std::string output;
    std::string id;
    std::string reason;
};

std::string_view or_dash(std::string_view text) {
    return text.empty() ? "-" : text;
}

// "12 s", "7 min", "3 h", "2 d": for the eye.
std::string span(std::int64_t seconds) {
    if (seconds < 120) return fmt::format("{} s", seconds);
    if (seconds < 120 * 60) return fmt::format("{} min", seconds / 60);
    if (seconds < 48 * 3600) return fmt::format("{} h", seconds / 3600);
    return fmt::format("{} d", seconds / 86400);
}

int show(const output_options& how) {
    auto answer = ask_engine(how.folder, {{"do", "status"}});
    if (!answer) return answer.error();
    const auto& rows = list(*answer, "outputs");
    if (how.as_json) return fmt::print("{}\n", json::serialize(rows)), exit_code::ok;
    fmt::print("{:<20} {:<9} {:>9} {:>7} {:>6} {:>9} {:>9}  {}\n", "OUTPUT", "STATE", "WAITING", "PARKED", "DEAD",
               "OLDEST", "NEXT TRY", "HEAD");
    for (const auto& each : rows) {
        const auto& row = as_row(each);
        const bool waits = !text(row, "head").empty();
        const auto* next = row.if_contains("next_try_ms");
        fmt::print("{:<20} {:<9} {:>9} {:>7} {:>6} {:>9} {:>9}  {}\n", text(row, "name"), state_of(row),
                   number(row, "pending"), number(row, "parked"), number(row, "dead"),
                   waits ? span(number(row, "oldest_seconds")) : "-",
                   next == nullptr || next->is_null() ? "-" : span((number(row, "next_try_ms") + 999) / 1000),
                   or_dash(text(row, "head")));
        print_obstacles(row);
    }
    return exit_code::ok;
}

int act(const output_options& how, std::string_view what, std::string_view words) {
    json::object request{{"do", fmt::format("output.{}", what)}, {"output", how.output}, {"by", user_name()}};
    if (!how.id.empty()) request["id"] = how.id;
    if (!how.reason.empty()) request["reason"] = how.reason;
    auto answer = ask_engine(how.folder, request);
    if (!answer) return answer.error();
    if (how.as_json) {
        fmt::print("{}\n", json::serialize(*answer));
    } else {
        fmt::print("{}: {}\n", how.output, words);
    }
    return exit_code::ok;
}

void common(CLI::App& verb, const std::shared_ptr<output_options>& how) {
    verb.add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    verb.add_flag("--json", how->as_json, "JSON, stable for scripts");
}

} // namespace

void print_obstacles(const json::object& output) {
    if (auto why = text(output, "why"); !why.empty()) fmt::print("  {}\n", why);
    if (auto remark = text(output, "remark"); !remark.empty()) fmt::print("  {}\n", remark);
    if (const auto& hold = part(output, "hold"); !hold.empty()) {
        fmt::print("  held by {}: {}{}\n", or_dash(text(hold, "by")), text(hold, "reason"),
                   flag(hold, "drains") ? " (what waited then is still sent)" : "");
    }
    if (text(output, "state") == "closed")
        fmt::print("  outside of its hours (`open`): sends again in {}\n",
                   span((number(output, "next_try_ms") + 999) / 1000));
    const auto& unresolved = list(output, "unresolved_ids");
    for (const auto& id : unresolved) {
        if (const auto* name = id.if_string())
            fmt::print("  dead letter {} waits for a decision: vagus dead retry | discard\n", std::string_view{*name});
    }
    const auto shown = static_cast<std::int64_t>(unresolved.size());
    if (auto all = number(output, "unresolved"); all > shown) fmt::print("  ... and {} more\n", all - shown);
}

void add_queue(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<output_options>();
    auto* verb = parent.add_subcommand("queue", "Show how the queues of the running engine stand");
    add_folder(*verb, how->folder, "The configuration the engine runs with");
    verb->add_flag("--json", how->as_json, "JSON, stable for scripts");
    verb->callback([how, &exit_code] { exit_code = show(*how); });
}

void add_output(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<output_options>();
    auto* verb = parent.add_subcommand("output", "Hold, release and drain outputs of the running engine, retry, skip");
    verb->require_subcommand(1);
    auto add = [&](const char* name, const char* summary, const char* asked, const char* words) {
        auto* sub = verb->add_subcommand(name, summary);
        common(*sub, how);
        sub->add_option("output", how->output, "Name of the output")->required();
        sub->callback([how, &exit_code, asked, words] { exit_code = act(*how, asked, words); });
        return sub;
    };
    auto with_reason = [&](CLI::App* sub) {
        sub->add_option("--reason", how->reason, "Why; shown to others and logged")->required();
        return sub;
    };
    with_reason(add("hold", "Send nothing more until it is released, over restarts; messages wait on disk", "hold",
                    "held; `vagus output release` lets it go on"));
    with_reason(add("drain", "Send what waits now, then hold", "drain",
                    "drains: what waits now is sent, what comes waits; `vagus output release` lets it go on"));
    with_reason(add("release", "Let a held output go on", "release", "released"));
    add("retry-now", "Try at once whatever waits for its next try", "retry_now", "tries now");
    with_reason(add("skip", "Make the message at the head a dead letter, so that those behind it go on", "skip",
                    "skipped; it is among `vagus dead ls`"))
        ->add_option("id", how->id, "Id of the message, as `vagus queue` shows it")
        ->required();
}

} // namespace vagus::app
