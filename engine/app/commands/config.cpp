// vagus config: which configuration runs, which ran before, what differs, and back to one of them.
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/plan_view.hpp"
#include "engine/app/line_diff.hpp"
#include "engine/intake/intake.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct config_options {
    std::string folder = ".";
    bool as_json = false;
    bool dry_run = false;
    std::string reason;
    std::vector<std::int64_t> entries;
};

void print_entry(const json::object& row) {
    const auto why = text(row, "reason");
    fmt::print("{:>5}  {}  {}  {}{}{}\n", number(row, "no"), text(row, "revision"),
               intake::hl7_time(number(row, "since_us")), text(row, "by"), why.empty() ? "" : ": ", why);
}

int show(const config_options& how) {
    const auto answer = ask_engine(how.folder, {{"do", "config.show"}});
    if (!answer) return answer.error();
    if (how.as_json) return fmt::print("{}\n", json::serialize(*answer)), exit_code::ok;
    print_entry(part(*answer, "entry"));
    for (const auto& each : list(*answer, "files")) {
        if (const auto* name = each.if_string()) fmt::print("       {}\n", std::string_view{*name});
    }
    if (!flag(*answer, "as_on_disk"))
        fmt::print("The files on disk say something else, which the next start takes: `vagus config diff` shows it.\n");
    return exit_code::ok;
}

int history(const config_options& how) {
    const auto answer = ask_engine(how.folder, {{"do", "config.history"}});
    if (!answer) return answer.error();
    const auto& rows = list(*answer, "history");
    if (how.as_json) return fmt::print("{}\n", json::serialize(rows)), exit_code::ok;
    for (const auto& each : rows) print_entry(as_row(each));
    return exit_code::ok;
}

using files = std::map<std::string, std::string>;
result<files, int> files_of(const config_options& how, std::int64_t entry) {
    const auto answer = ask_engine(how.folder, {{"do", "config.files"}, {"entry", entry}});
    if (!answer) return fail(answer.error());
    files all;
    for (const auto& each : list(*answer, "files")) {
        const auto& row = as_row(each);
        all.emplace(text(row, "name"), text(row, "text"));
    }
    return all;
}

// Which two: the one that runs and the files on disk, an entry and the one that runs, or two entries.
result<std::pair<std::int64_t, std::int64_t>, int> sides_of(const config_options& how) {
    if (how.entries.size() == 2) return std::pair{how.entries[0], how.entries[1]};
    const auto running = ask_engine(how.folder, {{"do", "config.show"}});
    if (!running) return fail(running.error());
    const auto now = number(part(*running, "entry"), "no");
    constexpr std::int64_t on_disk = 0;
    if (how.entries.empty()) return std::pair{now, on_disk};
    return std::pair{how.entries[0], now};
}

int diff(const config_options& how) {
    const auto sides = sides_of(how);
    if (!sides) return sides.error();
    const auto before = files_of(how, sides->first);
    if (!before) return before.error();
    const auto after = files_of(how, sides->second);
    if (!after) return after.error();
    files names = *before;
    names.insert(after->begin(), after->end());
    const auto in = [](const files& side, const std::string& name) {
        const auto found = side.find(name);
        return found == side.end() ? std::string_view{} : std::string_view{found->second};
    };
    for (const auto& [name, text] : names) fmt::print("{}", line_diff(name, in(*before, name), in(*after, name)));
    return exit_code::ok;
}

int roll_back(const config_options& how) {
    auto entry = how.entries.empty() ? 0 : how.entries.front();
    if (entry == 0) {
        const auto answer = ask_engine(how.folder, {{"do", "config.history"}});
        if (!answer) return answer.error();
        const auto& rows = list(*answer, "history");
        if (rows.size() < 2) {
            fmt::print(stderr, "vagus: there is no revision before the one that runs\n");
            return exit_code::failed;
        }
        entry = number(as_row(rows[1]), "no");
    }
    const auto answer = ask_engine(how.folder, {{"do", "config.rollback"},
                                                {"entry", entry},
                                                {"by", user_name()},
                                                {"reason", how.reason},
                                                {"dry_run", how.dry_run}});
    if (!answer) return answer.error();
    const auto code = show_reload(*answer, how.dry_run);
    if (code == exit_code::ok && !how.dry_run)
        fmt::print("The files on disk are as they were, and the next start takes them: mend them, too.\n");
    return code;
}

} // namespace

void add_config(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<config_options>();
    auto* verb = parent.add_subcommand("config", "The configuration that runs, those before it, and back to one");
    verb->require_subcommand(1);
    auto add = [&](const char* name, const char* summary, int (*act)(const config_options&)) {
        auto* sub = verb->add_subcommand(name, summary);
        sub->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
        sub->callback([how, &exit_code, act] { exit_code = act(*how); });
        return sub;
    };
    const auto in_json = [&](CLI::App* sub) { sub->add_flag("--json", how->as_json, "JSON, stable for scripts"); };
    in_json(add("show", "What runs, since when, and whether the files on disk say the same", show));
    in_json(add("history", "What ran, the newest first", history));
    add("diff", "What differs: the files on disk from what runs, what runs from A, or B from A", diff)
        ->add_option("entries", how->entries, "Numbers of `vagus config history`: [A] [B]")
        ->expected(0, 2);
    auto* back = add("rollback", "Go on with an earlier revision: N, or the one before", roll_back);
    back->add_option("entry", how->entries, "Number of `vagus config history`")->expected(0, 1);
    back->add_flag("--dry-run,--plan", how->dry_run, "Show what would change, and change nothing");
    back->add_option("--reason", how->reason, "Why; kept in the history and logged");
}

} // namespace vagus::app
