// vagus fmt: the files of a configuration in one layout. What they say stays the same, or they stay as they are.
#include "config/format.hpp"
#include "config/load.hpp"
#include "config/read_file.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/config_folder.hpp"
#include "engine/app/commands/new_file.hpp"
#include "engine/app/configuration.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace vagus::app {
namespace {

struct fmt_options {
    std::string folder = ".";
    bool check = false;
};

int tidy(const fmt_options& how) {
    const auto files = config::load(how.folder);
    const auto folder = folder_of(how.folder);
    int unlike = 0;
    int refused = 0;
    for (const auto& file : files.files) {
        const auto path = folder / file.name;
        const auto bytes = config::read_file(path, config::file_limit);
        const auto made = bytes ? config::format(*bytes) : fail(bytes.error());
        if (!made) {
            fmt::print(stderr, "vagus fmt: {} is left as it is: {}\n", path.string(), made.error());
            ++refused;
            continue;
        }
        if (*made == *bytes) continue;
        ++unlike;
        fmt::print("{}\n", path.string());
        if (how.check) continue;
        if (const auto why = replace_file(path, *made); !why.empty()) {
            fmt::print(stderr, "vagus fmt: {}: {}\n", path.string(), why);
            ++refused;
        }
    }
    return refused > 0 || (how.check && unlike > 0) ? exit_code::failed : exit_code::ok;
}

} // namespace

void add_fmt(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<fmt_options>();
    auto* verb = parent.add_subcommand("fmt", "Lay out the files of a configuration: indentation, blanks, line ends");
    add_folder(*verb, how->folder);
    verb->add_flag("--check", how->check, "Change nothing; exit code 1 when a file would change, with its name");
    verb->callback([how, &exit_code] { exit_code = tidy(*how); });
}

} // namespace vagus::app
