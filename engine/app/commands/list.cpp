// vagus list: what a configuration has, a line each.
#include "engine/app/commands/commands.hpp"
#include "engine/app/project/listing.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vagus::app {
namespace {

struct list_options {
    std::vector<std::string> families;
    std::string folder = ".";
    bool json = false;
};

void print_json(const std::vector<listed>& all) {
    boost::json::array out;
    for (const auto& each : all)
        out.push_back(boost::json::object{
            {"family", each.family}, {"name", each.name}, {"where", each.where}, {"about", each.about}});
    fmt::print("{}\n", boost::json::serialize(out));
}

void print_text(const std::vector<listed>& all) {
    std::size_t name = 0;
    std::size_t about = 0;
    for (const auto& each : all) {
        name = std::max(name, each.name.size());
        about = std::max(about, each.about.size());
    }
    std::string_view family;
    for (const auto& each : all) {
        if (each.family != family) fmt::print("{}:\n", each.family);
        family = each.family;
        fmt::print("  {:{}}  {:{}}  {}\n", each.name, name, each.about, about, each.where);
    }
}

int list(const list_options& how) {
    const auto what = load(how.folder);
    if (!what.good()) {
        fmt::print(stderr, "{}", config::show(what.files.found, what.files.files));
        return exit_code::failed;
    }
    std::vector<listed> all;
    for (const auto family : listed_families()) {
        if (!how.families.empty() && std::ranges::find(how.families, family) == how.families.end()) continue;
        std::ranges::move(listing_of(what, family), std::back_inserter(all));
    }
    how.json ? print_json(all) : print_text(all);
    return exit_code::ok;
}

// A word that is no family is the configuration, if there is one.
void take_folder(list_options& how) {
    const std::vector<std::string> known{listed_families().begin(), listed_families().end()};
    for (const auto& word : std::exchange(how.families, {})) {
        if (std::ranges::find(known, word) != known.end())
            how.families.push_back(word);
        else if (std::filesystem::exists(word))
            how.folder = word;
        else
            throw CLI::ValidationError{"'" + word + "' is neither a file nor " + config::suggest(word, known)};
    }
}

} // namespace

void add_list(CLI::App& parent, int& exit_code) {
    auto how = std::make_shared<list_options>();
    auto* verb = parent.add_subcommand("list", "List inputs, routes, outputs, tables and what else there is, by name");
    verb->add_option("what", how->families,
                     "inputs, routes, outputs, tables, aliases, transforms, bodies, tests; all without it. Also the "
                     "configuration: vagus list DIR");
    verb->add_option("-c,--config", how->folder, "Folder with vagus.yaml, or one file")->capture_default_str();
    verb->add_flag("--json", how->json, "One JSON array: family, name, where, about");
    verb->callback([how, &exit_code] { take_folder(*how), exit_code = list(*how); });
}

} // namespace vagus::app
