// vagus schema: the JSON Schema of the configuration for editors, or its reference for people, from the declarations
// that load it.
#include "engine/app/commands/commands.hpp"
#include "engine/app/configuration.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <memory>

namespace vagus::app {

void add_schema(CLI::App& parent, int& exit_code) {
    auto docs = std::make_shared<bool>(false);
    auto* verb = parent.add_subcommand("schema", "Write the configuration's JSON Schema to stdout");
    verb->add_flag("--docs", *docs, "Write the reference as Markdown instead");
    verb->callback([docs, &exit_code] {
        fmt::print("{}\n", *docs ? reference() : boost::json::serialize(editor_schema()));
        exit_code = exit_code::ok;
    });
}

} // namespace vagus::app
