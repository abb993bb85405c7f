// Which configuration a command is about: `vagus validate DIR` and `vagus validate -c DIR` are the same.
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace vagus::app {

inline void add_folder(CLI::App& verb, std::string& folder,
                       const std::string& words = "Folder with vagus.yaml, or one file") {
    verb.add_option("config,-c,--config", folder, words)->capture_default_str();
}

} // namespace vagus::app
