// The one program: verbs are in commands/.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/remote.hpp"

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
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
