// The one program: verbs are in commands/.
#include "base/nearest.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/remote.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

// Said in our words: where the parser meets it, it only knows that a word was too much.
bool is_unknown(const std::string& word) {
    std::vector<std::string_view> known;
    for (const auto& each : vagus::app::commands()) known.push_back(each.name);
    if (word.starts_with('-') || std::ranges::find(known, word) != known.end()) return false;
    const auto near = vagus::nearest(word, known);
    fmt::print(stderr, "vagus: there is no command '{}'{}. `vagus help` lists them.\n", word,
               near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
    return true;
}

} // namespace

int main(int argc, char** argv) {
    if (argc > 1 && is_unknown(argv[1])) return vagus::app::exit_code::usage;
    int code = vagus::app::exit_code::ok;
    CLI::App app{"Vagus, an HL7 v2 interface engine"};
    app.set_version_flag("--version", "vagus " VAGUS_VERSION);
    app.require_subcommand(1);
    app.fallthrough(false);
    vagus::app::add_remote_options(app);
    for (const auto& command : vagus::app::commands()) command.add(app, code);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        // --help is a ParseError too, and a success.
        return app.exit(wrong) == 0 ? vagus::app::exit_code::ok : vagus::app::exit_code::usage;
    }
    return code;
}
