// vagus codes: which codes the tables of a running engine had no row for.
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/intake/intake.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>

namespace vagus::app {
namespace {

namespace json = boost::json;

struct codes_options {
    std::string folder = ".";
    std::string table;
    bool as_json = false;
    bool values = false;
};

void print_table(const json::object& table, bool values) {
    const auto misses = number(table, "misses");
    if (misses == 0) return;
    fmt::print("{}: {} without a row since the start\n", text(table, "table"), misses);
    for (const auto& each : list(table, "codes")) {
        const auto& row = as_row(each);
        fmt::print("  {:>7}  {:<24} {:<16}  {}\n", number(row, "n"), intake::hl7_time(number(row, "last_us")),
                   text(row, "message"), values ? text(row, "code") : "");
    }
    if (const auto more = number(table, "not_listed"); more > 0) fmt::print("  {:>7}  others, longer ago\n", more);
}

int show(const codes_options& how) {
    json::object question{{"do", "codes.list"}, {"values", how.values}};
    if (!how.table.empty()) question["table"] = how.table;
    const auto answer = ask_engine(how.folder, question);
    if (!answer) return answer.error();
    if (how.as_json) {
        fmt::print("{}\n", json::serialize(*answer));
        return exit_code::ok;
    }
    std::int64_t misses = 0;
    for (const auto& each : list(*answer, "tables")) misses += number(as_row(each), "misses");
    if (misses == 0) {
        fmt::print("nothing: every code had a row in its table since the engine started\n");
        return exit_code::ok;
    }
    fmt::print("  {:>7}  {:<24} {:<16}  {}\n", "TIMES", "LAST (UTC)", "IN MESSAGE", how.values ? "CODE" : "");
    for (const auto& each : list(*answer, "tables")) print_table(as_row(each), how.values);
    if (!how.values) fmt::print("\nvagus codes --values shows the codes: values of messages\n");
    return exit_code::ok;
}

} // namespace

void add_codes(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<codes_options>();
    auto* command = parent.add_subcommand("codes", "Codes that the running engine's tables have no row for");
    command->add_option("TABLE", how->table, "Of this table only");
    command->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    command->add_flag("--values", how->values, "Show the codes: values of messages");
    command->add_flag("--json", how->as_json, "JSON, stable for scripts");
    command->footer("Since the engine started, over reloads: of each table the 100 codes that were seen last, with how "
                    "often each\ncame and in which message last. A code that `default`, `missing` or `else` provides "
                    "for counts too.\nExit code: 0 ok, 1 no such table, 2 usage, 3 no engine runs on this store.");
    command->callback([how, &exit_code] { exit_code = show(*how); });
}

} // namespace vagus::app
