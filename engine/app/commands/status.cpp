// vagus status: what the running engine is doing, by input and output.
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

struct status_options {
    std::string folder = ".";
    bool json = false;
};

void show_certificates(const boost::json::array& all) {
    if (all.empty()) return;
    fmt::print("\n{:<20} {:<40} {:<21} {:>9}\n", "TLS PROFILE", "CERTIFICATE FOR", "EXPIRES", "DAYS LEFT");
    for (const auto& each : all) {
        const auto& row = as_row(each);
        fmt::print("{:<20} {:<40} {:<21} {:>9}\n", text(row, "profile"), text(row, "names"), text(row, "expires"),
                   number(row, "days_left"));
    }
}

void show_room(const boost::json::object& store) {
    if (!store.contains("takes_messages") || flag(store, "takes_messages")) return;
    fmt::print("INPUTS TAKE NO MESSAGES: {} MiB are free on the store's disk, stop_inputs_below is {} MiB{}\n\n",
               number(store, "free_bytes") >> 20, number(store, "stop_inputs_below") >> 20,
               flag(store, "out_of_space") ? ", and the ballast is given up" : "");
}

int status(const status_options& how) {
    auto answer = ask_engine(how.folder, {{"do", "status"}});
    if (!answer) return answer.error();
    if (how.json) {
        fmt::print("{}\n", boost::json::serialize(*answer));
        return exit_code::ok;
    }
    fmt::print("{}  revision {}  up {} s\n\n", text(*answer, "site"), text(*answer, "revision"),
               number(*answer, "up_seconds"));
    show_room(part(*answer, "store"));
    fmt::print("{:<20} {:<24} {:>11} {:>10}\n", "INPUT", "LISTENS ON", "CONNECTIONS", "MESSAGES");
    for (const auto& each : list(*answer, "inputs")) {
        const auto& row = as_row(each);
        fmt::print("{:<20} {:<24} {:>11} {:>10}\n", text(row, "name"), text(row, "where"), number(row, "connections"),
                   number(row, "messages"));
        if (const auto open = number(row, "open_fragments"); open > 0)
            fmt::print("  {} messages wait for their next fragment\n", open);
    }
    fmt::print("\n{:<20} {:<24} {:<8} {:>9} {:>8} {:>10}\n", "OUTPUT", "SENDS TO", "STATE", "WAITING", "DEAD",
               "DELIVERED");
    for (const auto& each : list(*answer, "outputs")) {
        const auto& row = as_row(each);
        fmt::print("{:<20} {:<24} {:<8} {:>9} {:>8} {:>10}\n", text(row, "name"), text(row, "where"), state_of(row),
                   number(row, "pending"), number(row, "dead"), number(row, "delivered"));
        print_obstacles(row);
    }
    show_certificates(list(*answer, "certificates"));
    return exit_code::ok;
}

} // namespace

void add_status(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<status_options>();
    auto* verb = parent.add_subcommand("status", "Show the running engine's inputs and outputs");
    add_folder(*verb, how->folder, "The configuration the engine runs with");
    verb->add_flag("--json", how->json, "One JSON object, stable for scripts");
    verb->callback([how, &exit_code] { exit_code = status(*how); });
}

} // namespace vagus::app
