// The whole configuration as one checked value: what `vagus.yaml` and its includes say. One declaration of fields gives
// the loader, the reference and the JSON Schema.
#pragma once

#include "config/fields.hpp"
#include "config/load.hpp"
#include "engine/app/site.hpp"
#include "engine/deliver/call.hpp"
#include "engine/deliver/output.hpp"
#include "engine/listen/input.hpp"
#include "engine/runtime/tls/terms.hpp"
#include "routes/program.hpp"
#include "routes/route.hpp"
#include "routes/testing.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vagus::app {

// The top level of the YAML. The rules' part (routes, tables, aliases) is stated in routes/.
struct document : routes::rules {
    std::int64_t version = 1;
    std::vector<std::string> include;
    std::vector<std::string> packages;
    app::site site;
    std::vector<config::named<tls::profile>> tls;
    std::vector<config::named<std::shared_ptr<const listen::input>>> inputs;
    std::vector<config::named<std::shared_ptr<const deliver::output>>> outputs;
    std::vector<config::named<deliver::call>> calls;
    std::vector<routes::test_case> tests;
};
[[nodiscard]] const config::fields<document>& document_fields();

struct configuration {
    std::filesystem::path folder;
    config::tree files; // files.found holds every finding, also those of the rules
    document written;
    std::map<std::string, std::vector<path::path>> dedup_keys; // by the name of an input
    std::map<std::string, intake::promises> promises;          // likewise; without the numbers that a store gives
    std::unique_ptr<const routes::program> rules;              // null after errors
    std::vector<path::path> index_keys{};                      // by whose values people find messages

    [[nodiscard]] bool good() const { return !files.found.any_error(); }
    [[nodiscard]] std::filesystem::path store_folder() const { return folder / written.site.store.path; }
};

// Of a folder itself, of a file the one it is in: where the names of other files begin.
[[nodiscard]] std::filesystem::path folder_of(const std::filesystem::path& folder_or_file);
// Where such a configuration has its store: what every command asks that talks to a running engine. Reads the files as
// YAML, and nothing but `site` as settings.
[[nodiscard]] std::filesystem::path store_folder_of(const std::filesystem::path& folder_or_file);
// The same with its key, which is missing too where it cannot be read.
struct store_stated {
    std::filesystem::path folder;
    std::optional<store::store_key> key;
};
[[nodiscard]] store_stated stated_store(const std::filesystem::path& folder_or_file);
// A folder with a vagus.yaml, or one file. Never throws for what is written there.
[[nodiscard]] configuration load(const std::filesystem::path& folder_or_file);
[[nodiscard]] configuration check(config::tree files, std::filesystem::path folder);

// JSON Schema for editors. They look at one file at a time, and only the main one says `version`: nothing is required
// at the top level.
[[nodiscard]] boost::json::value editor_schema();
// Every component's fields in one Markdown page.
[[nodiscard]] std::string reference();

} // namespace vagus::app
