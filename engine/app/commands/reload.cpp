// vagus reload: the running engine goes on with what its configuration files say now.
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/config_folder.hpp"
#include "engine/app/commands/plan_view.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>

namespace vagus::app {
namespace {

struct reload_options {
    std::string folder = ".";
    std::string reason;
    bool dry_run = false;
    bool as_json = false;
};

int reload(const reload_options& how) {
    const auto answer = ask_engine(
        how.folder, {{"do", "reload"}, {"by", user_name()}, {"reason", how.reason}, {"dry_run", how.dry_run}});
    if (!answer) return answer.error();
    if (!how.as_json) return show_reload(*answer, how.dry_run);
    fmt::print("{}\n", boost::json::serialize(*answer));
    return answer->at("refusals").as_array().empty() ? exit_code::ok : exit_code::failed;
}

} // namespace

void add_reload(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<reload_options>();
    auto* verb = parent.add_subcommand("reload", "Have the running engine go on with what the files say now");
    add_folder(*verb, how->folder, "The configuration the engine runs with");
    verb->add_flag("--dry-run,--plan", how->dry_run, "Show what would change, and change nothing");
    verb->add_option("--reason", how->reason, "Why; kept in the history and logged");
    verb->add_flag("--json", how->as_json, "JSON, stable for scripts");
    verb->callback([how, &exit_code] { exit_code = reload(*how); });
}

} // namespace vagus::app
