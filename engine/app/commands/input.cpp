// vagus input: an input of the running engine takes no messages until it is resumed.
#include "engine/app/commands/ask.hpp"
#include "engine/app/commands/commands.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>

namespace vagus::app {
namespace {

struct input_options {
    std::string folder = ".";
    std::string input;
    std::string reason;
    bool as_json = false;
};

int act(const input_options& how, std::string_view what, std::string_view words) {
    const auto answer = ask_engine(
        how.folder,
        {{"do", fmt::format("input.{}", what)}, {"input", how.input}, {"reason", how.reason}, {"by", user_name()}});
    if (!answer) return answer.error();
    if (how.as_json)
        fmt::print("{}\n", boost::json::serialize(*answer));
    else
        fmt::print("{}: {}\n", how.input, words);
    return exit_code::ok;
}

} // namespace

void add_input(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<input_options>();
    auto* verb = parent.add_subcommand("input", "Pause and resume inputs of the running engine");
    verb->require_subcommand(1);
    const auto add = [&](const char* name, const char* summary, const char* words) {
        auto* sub = verb->add_subcommand(name, summary);
        sub->add_option("-c,--config", how->folder, "The configuration the engine runs with")->capture_default_str();
        sub->add_flag("--json", how->as_json, "JSON, stable for scripts");
        sub->add_option("input", how->input, "Name of the input")->required();
        sub->add_option("--reason", how->reason, "Why; shown to others, and in the audit")->required();
        sub->callback([how, &exit_code, name, words] { exit_code = act(*how, name, words); });
    };
    add("pause", "Read nothing more until it is resumed, over restarts; senders wait, and send again",
        "paused; `vagus input resume` lets it go on");
    add("resume", "Read again", "resumed");
}

} // namespace vagus::app
