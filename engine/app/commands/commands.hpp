// The verbs of the command line, one file each, listed by hand in commands.cpp. Data goes to stdout, talk to stderr.
#pragma once

#include <vector>

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
inline constexpr int store_unusable = 5;  // run: the store is locked, unreadable or newer than this program
inline constexpr int store_undecided = 6; // run: a commit failed midway; the next start reads the truth from disk
} // namespace exit_code

struct command {
    const char* name;
    // Adds the subcommand; its callback sets the code that the process ends with.
    void (*add)(CLI::App& parent, int& exit_code);
};
[[nodiscard]] const std::vector<command>& commands();

void add_dead(CLI::App& parent, int& exit_code);
void add_diff(CLI::App& parent, int& exit_code);
void add_explain(CLI::App& parent, int& exit_code);
void add_listen(CLI::App& parent, int& exit_code);
void add_print(CLI::App& parent, int& exit_code);
void add_resend(CLI::App& parent, int& exit_code);
void add_run(CLI::App& parent, int& exit_code);
void add_schema(CLI::App& parent, int& exit_code);
void add_send(CLI::App& parent, int& exit_code);
void add_status(CLI::App& parent, int& exit_code);
void add_test(CLI::App& parent, int& exit_code);
void add_validate(CLI::App& parent, int& exit_code);
void add_wire(CLI::App& parent, int& exit_code);

} // namespace vagus::app
