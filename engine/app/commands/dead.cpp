// vagus dead: messages that could not be delivered and routes that failed: list, group, show, retry, discard.
#include "engine/admin/protocol.hpp"
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/job.hpp"
#include "engine/app/commands/rate.hpp"
#include "engine/app/commands/window.hpp"
#include "engine/intake/intake.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct dead_options {
    std::string folder = ".";
    bool as_json = false;
    bool values = false;
    bool all = false;
    bool dry_run = false;
    std::string reason;
    std::vector<std::string> ids;
    std::map<std::string, std::string> filter; // by the name of the option
    std::optional<wall_us> since;
    std::optional<wall_us> until;
    double per_second = 0;

    [[nodiscard]] bool chosen() const { return all || !filter.empty() || since || until; }
    [[nodiscard]] json::object request(std::string_view verb) const {
        json::object made{{"do", verb}};
        for (const auto& [key, value] : filter) made[key] = value;
        if (since) made["since_us"] = *since;
        if (until) made["until_us"] = *until;
        return made;
    }
};

void print_json(const json::object& answer) {
    fmt::print("{}\n", json::serialize(answer));
}

// What could not be read is said, and never taken for nothing.
void say_unreadable(const json::object& answer) {
    for (const auto& each : list(answer, "unreadable"))
        if (const auto* what = each.if_string())
            fmt::print(stderr, "vagus: passed over: {}\n", std::string_view{*what});
}

std::string time_of(const json::object& row, std::string_view key) {
    return intake::hl7_time(number(row, key));
}

int show_all(const dead_options& how) {
    auto answer = ask_engine(how.folder, how.request("dead.list"));
    if (!answer) return answer.error();
    if (how.as_json) return print_json(*answer), exit_code::ok;
    say_unreadable(*answer);
    const auto& rows = list(*answer, "dead");
    if (rows.empty()) {
        fmt::print("no dead letters\n");
        return exit_code::ok;
    }
    fmt::print("{:<16} {:<24} {:<10} {:<20} {:<19} {:>5}  {}\n", "ID", "RECEIVED (UTC)", "TYPE", "CONTROL ID", "FOR",
               "TRIES", "WHY");
    for (const auto& each : rows) {
        const auto& row = as_row(each);
        auto whom = fmt::format("{} {}", text(row, "kind"), text(row, "name"));
        const auto why = text(row, row.contains("reason") ? "reason" : "cause");
        fmt::print("{:<16} {:<24} {:<10} {:<20} {:<19} {:>5}  {}\n", text(row, "id"), time_of(row, "received_us"),
                   text(row, "type"), text(row, "control_id"), whom, number(row, "tries"), why);
    }
    if (flag(*answer, "more")) fmt::print("... and newer ones: choose with --output, --since and others\n");
    fmt::print("\nvagus dead show ID | vagus dead groups | vagus dead retry ID --reason TEXT | "
               "vagus dead discard ID --reason TEXT\n");
    return exit_code::ok;
}

int group(const dead_options& how) {
    auto answer = ask_engine(how.folder, how.request("dead.groups"));
    if (!answer) return answer.error();
    if (how.as_json) return print_json(*answer), exit_code::ok;
    say_unreadable(*answer);
    const auto& rows = list(*answer, "groups");
    if (rows.empty()) {
        fmt::print("no dead letters\n");
        return exit_code::ok;
    }
    fmt::print("{:<6} {:>8}  {:<19} {:<24} {:<24} {}\n", "GROUP", "COUNT", "FOR", "FIRST (UTC)", "LAST (UTC)", "CAUSE");
    for (const auto& each : rows) {
        const auto& row = as_row(each);
        fmt::print("{:<6} {:>8}  {:<19} {:<24} {:<24} {}\n", text(row, "group"), number(row, "count"),
                   fmt::format("{} {}", text(row, "kind"), text(row, "name")), time_of(row, "first_us"),
                   time_of(row, "last_us"), text(row, "cause"));
    }
    if (const auto others = number(*answer, "others"); others > 0) fmt::print("... and {} of other causes\n", others);
    fmt::print("\nvagus dead ls --group GROUP | vagus dead retry --group GROUP --reason TEXT --dry-run\n");
    return exit_code::ok;
}

void print_message(std::string_view title, std::string_view bytes) {
    fmt::print("\n{}\n", title);
    std::string lines{bytes};
    std::replace(lines.begin(), lines.end(), '\r', '\n');
    fmt::print("{}{}", lines, lines.ends_with('\n') ? "" : "\n");
}

int show(const dead_options& how) {
    for (const auto& id : how.ids) {
        auto answer = ask_engine(how.folder, {{"do", "dead.show"}, {"id", id}});
        if (!answer) return answer.error();
        auto* dead = answer->if_contains("dead");
        if (!how.values && dead != nullptr && dead->is_array()) {
            for (auto& each : dead->get_array()) {
                auto* row = each.if_object();
                for (const auto* key : {"received", "sent", "answer"})
                    if (row != nullptr) row->erase(key);
            }
        }
        if (how.as_json) {
            print_json(*answer);
            continue;
        }
        for (const auto& each : list(*answer, "dead")) {
            const auto& row = as_row(each);
            fmt::print("{}  {} {}  {} control id {}  from {}\n{} tries, last: {}\n", text(row, "id"), text(row, "kind"),
                       text(row, "name"), text(row, "type"), text(row, "control_id"), text(row, "input"),
                       number(row, "tries"), text(row, "result"));
            if (const auto reason = text(row, "reason"); !reason.empty()) fmt::print("{}\n", reason);
            if (!how.values) {
                fmt::print("(--values shows the message and the receiver's answer: patient data)\n");
                continue;
            }
            print_message("answer:", text(row, "answer"));
            print_message("received:", text(row, "received"));
            print_message("sent:", text(row, "sent"));
        }
    }
    return exit_code::ok;
}

// Retries and discards act on each id by itself; one that is refused does not stop the others.
enum class decision : std::uint8_t { retry, discard };

int act(const dead_options& how, decision what) {
    const bool retried = what == decision::retry;
    job work{how.folder,     how.request(retried ? "dead.retry" : "dead.discard"),
             how.ids,        retried ? "retried" : "discarded",
             how.per_second, how.as_json};
    work.request["reason"] = how.reason;
    int code = exit_code::ok;
    const auto seen = foresee(work, retried ? "dead.preview" : "dead.count", code);
    if (!seen) return code;
    if (!how.as_json || !how.dry_run) warn(*seen);
    if (how.dry_run) return print(*seen, "dead letters", how.as_json), exit_code::ok;
    return run(work, *seen);
}

} // namespace

void add_dead(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<dead_options>();
    auto* verb = parent.add_subcommand("dead", "Dead letters of the running engine");
    verb->require_subcommand(1);
    const auto common = [how, verb](const char* name, const char* help) {
        auto* sub = verb->add_subcommand(name, help);
        sub->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
        sub->add_flag("--json", how->as_json, "JSON, stable for scripts");
        return sub;
    };
    const auto filtered = [how](CLI::App* sub) {
        const auto filter = [&](const char* key, const char* word, const char* help) {
            sub->add_option_function<std::string>(
                   std::string{"--"} + key, [how, key](const std::string& text) { how->filter[key] = text; }, help)
                ->type_name(word);
        };
        filter("output", "NAME", "Only those of this output");
        filter("route", "NAME", "Only those that failed in this route");
        filter("input", "NAME", "Only those that came by this input");
        filter("cause", "TEXT", "Only those of this cause, as `vagus dead groups` words it");
        filter("group", "GROUP", "Only those of this group of `vagus dead groups`");
        add_window(*sub, how->since, how->until, "Only those last tried");
        return sub;
    };
    const auto decided = [how, filtered](CLI::App* sub, const char* why) {
        auto* ids = sub->add_option("id", how->ids, "Message ids, or ID/OUTPUT; or choose by filter");
        ids->expected(0, admin::ids);
        filtered(sub);
        sub->add_flag("--all", how->all, "Everything that is dead")->excludes(ids);
        sub->add_option("--reason", how->reason, why);
        sub->add_flag("--dry-run", how->dry_run, "Say what would be done, and do nothing");
        add_rate(*sub, how->per_second, "At most so many: 5/s, 100/min");
    };
    const auto check = [how] {
        if (how->ids.empty() && !how->chosen()) throw CLI::RequiredError{"an id, a filter or --all"};
        if (!how->ids.empty() && how->chosen()) throw CLI::ValidationError{"either ids or a filter, not both"};
        if (how->reason.empty() && !how->dry_run) throw CLI::RequiredError{"--reason"};
    };

    auto* ls = filtered(common("ls", "List what is dead, the oldest first"));
    ls->callback([how, &exit_code] { exit_code = show_all(*how); });

    auto* groups = filtered(common("groups", "Count what is dead, by cause"));
    groups->callback([how, &exit_code] { exit_code = group(*how); });

    auto* showing = common("show", "One dead letter; its content only with --values");
    showing->add_option("id", how->ids, "Message id, or ID/OUTPUT")->required();
    showing->add_flag("--values", how->values, "Show the message and the answer: patient data");
    showing->callback([how, &exit_code] { exit_code = show(*how); });

    auto* retrying = common("retry", "Send again as new, linked messages; a failed route runs with today's rules");
    decided(retrying, "Why; kept with the message and with the new one");
    retrying->callback([how, check, &exit_code] { check(), exit_code = act(*how, decision::retry); });

    auto* discarding = common("discard", "Close dead letters without sending them; they stay in the store");
    decided(discarding, "Why; kept with the message");
    discarding->callback([how, check, &exit_code] { check(), exit_code = act(*how, decision::discard); });
}

} // namespace vagus::app
