// The verbs of the command line, one file each, listed by hand in commands.cpp. Data goes to stdout, talk to stderr.
#pragma once

#include "engine/store/trouble.hpp"

#include <vector>

#include <boost/json/fwd.hpp>

namespace CLI {
class App;
}

namespace vagus::app {

// What the process says when it ends.
namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int failed = 1; // findings, negative answers, failed tests
inline constexpr int usage = 2;
inline constexpr int unreachable = 3; // the engine, or the peer to send to
inline constexpr int refused = 4;
// Of `run` and `store`, by what is wrong with the store.
inline constexpr int store_unusable = 5;  // its files are not those of one store that this program knows
inline constexpr int store_undecided = 6; // a write or sync failed midway; the next start reads the truth from disk
inline constexpr int store_in_use = 7;    // another process has it
inline constexpr int store_full = 8;      // no space is left on its disk, not even to settle what is queued
inline constexpr int store_read_only = 9; // its disk takes no writes
inline constexpr int store_damaged = 10;  // a file does not hold what was written to it
inline constexpr int store_locked = 11;   // its key is missing, or another one
[[nodiscard]] int of(store::trouble what);
} // namespace exit_code

struct command {
    const char* name;
    // Adds the subcommand; its callback sets the code that the process ends with.
    void (*add)(CLI::App& parent, int& exit_code);
};
[[nodiscard]] const std::vector<command>& commands();

void add_alerts(CLI::App& parent, int& exit_code);
void add_audit(CLI::App& parent, int& exit_code);
void add_config(CLI::App& parent, int& exit_code);
void add_dead(CLI::App& parent, int& exit_code);
void add_diff(CLI::App& parent, int& exit_code);
void add_explain(CLI::App& parent, int& exit_code);
void add_fmt(CLI::App& parent, int& exit_code);
void add_graph(CLI::App& parent, int& exit_code);
void add_help(CLI::App& parent, int& exit_code);
void add_import(CLI::App& parent, int& exit_code);
void add_init(CLI::App& parent, int& exit_code);
void add_input(CLI::App& parent, int& exit_code);
void add_list(CLI::App& parent, int& exit_code);
void add_listen(CLI::App& parent, int& exit_code);
void add_new(CLI::App& parent, int& exit_code);
void add_output(CLI::App& parent, int& exit_code);
void add_print(CLI::App& parent, int& exit_code);
void add_queue(CLI::App& parent, int& exit_code);
void add_reload(CLI::App& parent, int& exit_code);
void add_replay_diff(CLI::App& parent, int& exit_code);
void add_resend(CLI::App& parent, int& exit_code);
void add_run(CLI::App& parent, int& exit_code);
void add_schema(CLI::App& parent, int& exit_code);
void add_search(CLI::App& parent, int& exit_code);
void add_send(CLI::App& parent, int& exit_code);
void add_status(CLI::App& parent, int& exit_code);
void add_store(CLI::App& parent, int& exit_code);
void add_tail(CLI::App& parent, int& exit_code);
void add_test(CLI::App& parent, int& exit_code);
void add_top(CLI::App& parent, int& exit_code);
void add_validate(CLI::App& parent, int& exit_code);
void add_wire(CLI::App& parent, int& exit_code);
void add_codes(CLI::App& parent, int& exit_code);

// What keeps an output of `status` from sending, one indented line each.
void print_obstacles(const boost::json::object& output);

} // namespace vagus::app
