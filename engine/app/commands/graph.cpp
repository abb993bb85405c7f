// vagus graph: the configuration as a picture, for documents and for those who ask where a message goes.
#include "engine/app/project/graph.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/config_folder.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <string>

namespace vagus::app {

void add_graph(CLI::App& parent, int& exit_code) {
    auto folder = std::make_shared<std::string>(".");
    auto* verb = parent.add_subcommand("graph", "Write inputs, routes and outputs as a Mermaid flowchart to stdout");
    add_folder(*verb, *folder);
    verb->callback([folder, &exit_code] {
        const auto what = load(*folder);
        if (what.good())
            fmt::print("{}", graph_of(what));
        else
            fmt::print(stderr, "{}", config::show(what.files.found, what.files.files));
        exit_code = what.good() ? exit_code::ok : exit_code::failed;
    });
}

} // namespace vagus::app
