// vagus tail and vagus top: what comes, and how everything stands, as it changes. Values are not shown.
#include "engine/app/commands/answer.hpp"
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/intake/intake.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace vagus::app {
namespace {

namespace json = boost::json;

constexpr auto look_every = std::chrono::seconds{1};
constexpr std::int64_t rows_at_once = 100;      // of one look; a look that finds as many says that there are more
constexpr std::int64_t overlap_us = 10'000'000; // a message may be stored some time after it was received

struct tail_options {
    std::string folder = ".";
    std::string input;
    std::string type;
    std::string state;
    std::int64_t looks = 0; // 0: for ever
    bool as_json = false;
};

void print_message(const json::object& row, bool as_json) {
    if (as_json) return fmt::print("{}\n", json::serialize(row));
    const auto& sent = part(row, "deliveries");
    fmt::print("{}  {}  {:<16} {:<8} {:<10} {} waiting, {} delivered, {} dead\n", text(row, "id"),
               intake::hl7_time(number(row, "received_us")), text(row, "input"), text(row, "type"), text(row, "state"),
               number(sent, "pending"), number(sent, "delivered"), number(sent, "dead"));
}

int tail(const tail_options& how) {
    std::set<std::string> before; // ids of the last look
    std::int64_t since = system_clock().wall();
    for (std::int64_t look = 0; how.looks == 0 || look < how.looks; ++look) { // ends with the process, or the engine
        if (look > 0) std::this_thread::sleep_for(look_every);
        const auto answer = ask_engine(how.folder, {{"do", "message.find"},
                                                    {"input", how.input},
                                                    {"type", how.type},
                                                    {"state", how.state},
                                                    {"since_us", since},
                                                    {"most", rows_at_once}});
        if (!answer) return answer.error();
        const auto& rows = list(*answer, "messages");
        std::set<std::string> now;
        for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
            const auto& one = as_row(*row);
            std::string id{text(one, "id")};
            if (!before.contains(id)) print_message(one, how.as_json);
            now.insert(std::move(id));
        }
        if (const auto* next = answer->if_contains("next"); next != nullptr && next->is_string())
            fmt::print(stderr, "... more came than are shown: choose with --input and --type\n");
        before = std::move(now);
        since = std::max(since, system_clock().wall() - overlap_us);
        std::fflush(stdout);
    }
    return exit_code::ok;
}

std::string table_of(const json::object& status) {
    auto made = fmt::format("{}  revision {}  up {} s\n\n{:<20} {:>11} {:>10} {:>8}\n", text(status, "site"),
                            text(status, "revision"), number(status, "up_seconds"), "INPUT", "CONNECTIONS", "MESSAGES",
                            "A MINUTE");
    for (const auto& each : list(status, "inputs")) {
        const auto& row = as_row(each);
        made += fmt::format("{:<20} {:>11} {:>10} {:>8}{}\n", text(row, "name"), number(row, "connections"),
                            number(row, "messages"), number(row, "per_minute"),
                            part(row, "paused").empty() ? "" : "  paused");
    }
    made += fmt::format("\n{:<20} {:>9} {:>6} {:>10} {:>8}  {}\n", "OUTPUT", "WAITING", "DEAD", "OLDEST s", "A MINUTE",
                        "STATE");
    for (const auto& each : list(status, "outputs")) {
        const auto& row = as_row(each);
        made += fmt::format("{:<20} {:>9} {:>6} {:>10} {:>8}  {}\n", text(row, "name"), number(row, "pending"),
                            number(row, "dead"), number(row, "oldest_seconds"), number(row, "per_minute"),
                            text(row, "words"));
    }
    return made;
}

int top(const tail_options& how) {
    const bool screen = ::isatty(STDOUT_FILENO) != 0;
    for (std::int64_t look = 0; how.looks == 0 || look < how.looks; ++look) { // ends with the process, or the engine
        if (look > 0) std::this_thread::sleep_for(look_every);
        const auto answer = ask_engine(how.folder, {{"do", "status"}});
        if (!answer) return answer.error();
        fmt::print("{}{}", screen ? "\x1b[2J\x1b[H" : look > 0 ? "\n" : "", table_of(*answer));
        std::fflush(stdout);
    }
    return exit_code::ok;
}

void common(CLI::App& verb, const std::shared_ptr<tail_options>& how) {
    verb.add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
    verb.add_option("-n,--looks", how->looks, "End after so many looks, one a second; 0: when interrupted")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1'000'000}))
        ->capture_default_str();
}

} // namespace

void add_tail(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<tail_options>();
    auto* verb = parent.add_subcommand("tail", "Show messages as they come");
    common(*verb, how);
    verb->add_option("--input", how->input, "Received at this input only");
    verb->add_option("--type", how->type, "Such as ADT^A01");
    verb->add_option("--state", how->state, "What became of them");
    verb->add_flag("--json", how->as_json, "One JSON object a line, stable for scripts");
    verb->callback([how, &exit_code] { exit_code = tail(*how); });
}

void add_top(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<tail_options>();
    auto* verb = parent.add_subcommand("top", "Show how inputs and outputs stand, once a second");
    common(*verb, how);
    verb->callback([how, &exit_code] { exit_code = top(*how); });
}

} // namespace vagus::app
