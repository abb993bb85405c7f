// vagus import mirth: channels of Mirth Connect as drafts of a configuration, and a list of what is left to a person.
#include "config/load.hpp"
#include "config/read_file.hpp"
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/new_file.hpp"
#include "engine/app/mirth/draft.hpp"
#include "engine/app/mirth/limits.hpp"
#include "engine/app/mirth/xml.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace vagus::app {
namespace {

struct import_options {
    std::string file;
    std::string folder;
};

int refuse(const std::string& why) {
    fmt::print(stderr, "vagus import: {}\n", why);
    return exit_code::failed;
}

int import_mirth(const import_options& how) {
    const auto bytes = config::read_file(how.file, mirth::limits::bytes);
    if (!bytes) return refuse(how.file + ": " + bytes.error());
    const auto root = mirth::read_xml(*bytes);
    if (!root) return refuse(how.file + ": " + root.error());
    const auto drafts = mirth::drafts_of(mirth::channels_in(*root));
    if (drafts.empty())
        return refuse(
            how.file +
            " has no channel with a source; export one, or all, in Mirth's Administrator, and groups with their "
            "channels");

    const std::filesystem::path folder{how.folder};
    const auto place_of = [&folder](const mirth::drafted& each) { return folder / "channels" / (each.name + ".yaml"); };
    // All or none: a draft that exists may have been worked on.
    for (const auto& each : drafts)
        if (std::error_code unknown; std::filesystem::exists(place_of(each), unknown))
            return refuse(place_of(each).string() + " exists already; name an empty folder");
    for (const auto& each : drafts) {
        const auto place = place_of(each);
        if (const auto why = write_new_file(place, each.text); !why.empty()) return refuse(place.string() + ": " + why);
        const auto left = mirth::remarks_in(each.text);
        fmt::print("{}: {}\n", place.string(),
                   left.empty() ? "carried whole" : fmt::format("{} left to you", left.size()));
        for (const auto& one : left) fmt::print("  {}:{}: {}\n", place.string(), one.line, one.text);
    }
    const auto main = folder / "vagus.yaml";
    std::error_code unknown;
    if (!std::filesystem::exists(main, unknown))
        if (const auto why = write_new_file(main, "version: 1\ninclude: [channels/*.yaml]\n"); !why.empty())
            return refuse(main.string() + ": " + why);
    const auto taken = config::load(folder).files;
    if (std::ranges::find(taken, "channels/" + drafts.front().name + ".yaml", &config::source_file::name) ==
        taken.end())
        fmt::print(stderr, "no pattern of `include:` takes them: add channels/*.yaml in {}\n", main.string());
    fmt::print(stderr, "next: vagus validate {}\n", folder.string());
    return exit_code::ok;
}

} // namespace

void add_import(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<import_options>();
    auto* verb = parent.add_subcommand("import", "Make drafts of what another engine has");
    verb->require_subcommand(1);
    auto* from = verb->add_subcommand("mirth", "Channels that Mirth Connect (3.0 to 4.5) exported, a file for each");
    from->add_option("file", how->file, "The export: a channel, a group, or a server")->required();
    from->add_option("folder", how->folder, "Where to; made if it is not there")->required();
    from->callback([how, &exit_code] { exit_code = import_mirth(*how); });
}

} // namespace vagus::app
