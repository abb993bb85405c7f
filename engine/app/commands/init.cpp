// vagus init: a small project that is right, and whose tests pass. The files are those of samples/starter.
#include "engine/app/commands/commands.hpp"
#include "engine/app/commands/new_file.hpp"
#include "engine/app/configuration.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// starter_files.S; each ends before its _end.
#define VAGUS_STARTER(name) extern "C" const char vagus_starter_##name[], vagus_starter_##name##_end[];
VAGUS_STARTER(main)
VAGUS_STARTER(ignore)
VAGUS_STARTER(input)
VAGUS_STARTER(output)
VAGUS_STARTER(route)
VAGUS_STARTER(table)
VAGUS_STARTER(test)
VAGUS_STARTER(message)
#undef VAGUS_STARTER

namespace vagus::app {
namespace {

struct starter_file {
    const char* name;
    std::string text;
};

std::vector<starter_file> starter_files() {
    const auto bytes = [](const char* begin, const char* end) { return std::string(begin, end); };
    return {
        {"vagus.yaml", bytes(vagus_starter_main, vagus_starter_main_end)},
        {".gitignore", bytes(vagus_starter_ignore, vagus_starter_ignore_end)},
        {"inputs/adt_in.yaml", bytes(vagus_starter_input, vagus_starter_input_end)},
        {"outputs/receiver.yaml", bytes(vagus_starter_output, vagus_starter_output_end)},
        {"routes/adt.yaml", bytes(vagus_starter_route, vagus_starter_route_end)},
        {"tables/patient_class.csv", bytes(vagus_starter_table, vagus_starter_table_end)},
        {"tests/adt.yaml", bytes(vagus_starter_test, vagus_starter_test_end)},
        {"messages/adt_a08.hl7", bytes(vagus_starter_message, vagus_starter_message_end)},
        {".vagus/schema.json", boost::json::serialize(editor_schema()) + "\n"},
    };
}

int init(const std::filesystem::path& folder) {
    const auto files = starter_files();
    // All or none: a project that exists is nobody's to write over.
    for (const auto& file : files)
        if (std::error_code unknown; std::filesystem::exists(folder / file.name, unknown)) {
            fmt::print(stderr, "vagus init: {} exists already; name an empty folder\n", (folder / file.name).string());
            return exit_code::failed;
        }
    for (const auto& file : files) {
        if (auto why = write_new_file(folder / file.name, file.text); !why.empty()) {
            fmt::print(stderr, "vagus init: {}: {}\n", (folder / file.name).string(), why);
            return exit_code::failed;
        }
        fmt::print("{}\n", (folder / file.name).string());
    }
    fmt::print(stderr, "next: vagus test {}\n", folder.string());
    return exit_code::ok;
}

} // namespace

void add_init(CLI::App& parent, int& exit_code) {
    auto folder = std::make_shared<std::string>();
    auto* verb = parent.add_subcommand("init", "Make a small project that validates and whose tests pass");
    verb->add_option("folder", *folder, "Where; made if it is not there")->required();
    verb->callback([folder, &exit_code] { exit_code = init(*folder); });
}

} // namespace vagus::app
