// vagus validate: every finding of a configuration, at once.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/config_folder.hpp"
#include "engine/app/configuration.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace vagus::app {
namespace {

struct validate_options {
    std::string folder = ".";
    std::string format = "text";
};

int validate(const validate_options& how) {
    auto what = load(how.folder);
    if (how.format == "json") {
        fmt::print("{}\n", config::show_json(what.files.found, what.files.files));
    } else if (how.format == "github") {
        const std::filesystem::path given{how.folder};
        const auto folder = std::filesystem::is_directory(given) ? given : given.parent_path();
        fmt::print("{}", config::show_github(what.files.found, what.files.files, folder.string()));
    } else if (!what.files.found.all().empty()) {
        fmt::print("{}", config::show(what.files.found, what.files.files));
    } else {
        const auto& all = what.written;
        fmt::print("ok: {} inputs, {} routes, {} outputs, revision {}\n", all.inputs.size(),
                   what.rules->route_names().size(), all.outputs.size(), what.files.revision);
    }
    return what.good() ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_validate(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<validate_options>();
    auto* verb = parent.add_subcommand("validate", "Check a configuration and show every finding");
    add_folder(*verb, how->folder);
    verb->add_option("--format", how->format, "text, json, or github: lines that GitHub shows beside the change")
        ->check(CLI::IsMember({"text", "json", "github"}))
        ->capture_default_str();
    verb->callback([how, &exit_code] { exit_code = validate(*how); });
}

} // namespace vagus::app
