// vagus dead: messages that could not be delivered and routes that failed: list, show, retry, discard.
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/intake/intake.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
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
    std::string reason;
    std::vector<std::string> ids;
};

std::string_view text(const json::object& row, std::string_view key) {
    return row.at(key).as_string();
}

void print_json(const json::object& answer) {
    fmt::print("{}\n", json::serialize(answer));
}

int list(const dead_options& how) {
    auto answer = ask_engine(how.folder, {{"do", "dead.list"}});
    if (!answer) return answer.error();
    if (how.as_json) return print_json(*answer), exit_code::ok;
    const auto& rows = answer->at("dead").as_array();
    if (rows.empty()) {
        fmt::print("no dead letters\n");
        return exit_code::ok;
    }
    fmt::print("{:<16} {:<24} {:<10} {:<20} {:<19} {:>5}  {}\n", "ID", "RECEIVED (UTC)", "TYPE", "CONTROL ID", "FOR",
               "TRIES", "WHY");
    for (const auto& each : rows) {
        const auto& row = each.as_object();
        auto whom = fmt::format("{} {}", text(row, "kind"), text(row, "name"));
        std::string why{text(row, "result")};
        if (const auto* reason = row.if_contains("reason")) why = std::string_view{reason->as_string()};
        fmt::print("{:<16} {:<24} {:<10} {:<20} {:<19} {:>5}  {}\n", text(row, "id"),
                   intake::hl7_time(row.at("received_us").to_number<std::int64_t>()), text(row, "type"),
                   text(row, "control_id"), whom, row.at("tries").to_number<std::int64_t>(), why);
    }
    if (answer->at("more").as_bool()) fmt::print("... and more: retry or discard some first\n");
    fmt::print("\nvagus dead show ID | vagus dead retry ID | vagus dead discard ID --reason TEXT\n");
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
        if (!how.values) {
            for (auto& each : answer->at("dead").as_array()) {
                for (const auto* key : {"received", "sent", "answer"}) each.as_object().erase(key);
            }
        }
        if (how.as_json) {
            print_json(*answer);
            continue;
        }
        for (const auto& each : answer->at("dead").as_array()) {
            const auto& row = each.as_object();
            fmt::print("{}  {} {}  {} control id {}  from {}\n{} tries, last: {}\n", text(row, "id"), text(row, "kind"),
                       text(row, "name"), text(row, "type"), text(row, "control_id"), text(row, "input"),
                       row.at("tries").to_number<std::int64_t>(), text(row, "result"));
            if (const auto* reason = row.if_contains("reason"))
                fmt::print("{}\n", std::string_view{reason->as_string()});
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
int act(const dead_options& how, std::string_view what, std::string_view done) {
    auto ids = how.ids;
    if (how.all) {
        auto listed = ask_engine(how.folder, {{"do", "dead.list"}});
        if (!listed) return listed.error();
        for (const auto& row : listed->at("dead").as_array()) ids.emplace_back(text(row.as_object(), "id"));
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    }
    int code = exit_code::ok;
    for (const auto& id : ids) {
        json::object request{{"do", fmt::format("dead.{}", what)}, {"id", id}};
        if (!how.reason.empty()) request["reason"] = how.reason;
        auto answer = ask_engine(how.folder, request);
        if (!answer) {
            code = answer.error();
            if (code == exit_code::unreachable) return code;
            continue;
        }
        if (how.as_json) {
            print_json(*answer);
            continue;
        }
        for (const auto& name : answer->at(done).as_array())
            fmt::print("{} {} for {}\n", id, done, std::string_view{name.as_string()});
    }
    return code;
}

} // namespace

void add_dead(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<dead_options>();
    auto* verb = parent.add_subcommand("dead", "Dead letters of the running engine");
    verb->require_subcommand(1);
    auto common = [how](CLI::App* sub) {
        sub->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
        sub->add_flag("--json", how->as_json, "JSON, stable for scripts");
        return sub;
    };
    auto* ls = common(verb->add_subcommand("ls", "List what is dead, newest last"));
    ls->callback([how, &exit_code] { exit_code = list(*how); });

    auto* showing = common(verb->add_subcommand("show", "One dead letter; its content only with --values"));
    showing->add_option("id", how->ids, "Message id, or ID/OUTPUT")->required();
    showing->add_flag("--values", how->values, "Show the message and the answer: patient data");
    showing->callback([how, &exit_code] { exit_code = show(*how); });

    auto* retrying = common(
        verb->add_subcommand("retry", "Send again as a new, linked message; a failed route runs with today's rules"));
    auto* ids = retrying->add_option("id", how->ids, "Message ids, or ID/OUTPUT");
    retrying->add_flag("--all", how->all, "Everything that is dead")->excludes(ids);
    retrying->callback([how, &exit_code] {
        if (how->ids.empty() && !how->all) throw CLI::RequiredError{"an id or --all"};
        exit_code = act(*how, "retry", "retried");
    });

    auto* discarding =
        common(verb->add_subcommand("discard", "Close a dead letter without sending it; it stays in the store"));
    discarding->add_option("id", how->ids, "Message ids, or ID/OUTPUT")->required();
    discarding->add_option("--reason", how->reason, "Why; kept with the message")->required();
    discarding->callback([how, &exit_code] { exit_code = act(*how, "discard", "discarded"); });
}

} // namespace vagus::app
