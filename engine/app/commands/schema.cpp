// vagus schema: the JSON Schema of the configuration for editors, or its reference for people, from the declarations
// that load it; or the admin API as OpenAPI, which needs no running engine to be read.
#include "engine/admin/http/openapi.hpp"
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
    auto* docs_flag = verb->add_flag("--docs", *docs, "Write the reference as Markdown instead");
    auto api = std::make_shared<bool>(false);
    verb->add_flag("--api", *api, "Write the admin API as OpenAPI 3.1 instead")->excludes(docs_flag);
    verb->callback([docs, api, &exit_code] {
        fmt::print("{}\n", *docs  ? reference()
                           : *api ? boost::json::serialize(admin::http::openapi())
                                  : boost::json::serialize(editor_schema()));
        exit_code = exit_code::ok;
    });
}

} // namespace vagus::app
