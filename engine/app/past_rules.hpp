// The rules of a configuration that ran, as its store keeps it.
#pragma once

#include "base/result.hpp"
#include "engine/app/configuration.hpp"
#include "engine/store/past.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace vagus::app {

struct past_rules {
    configuration what;               // good
    std::vector<std::string> remarks; // in what they may not be as they were, in sentences
};

// Of the files on disk where they are still that revision; else of those that were kept. The error says why there are
// none, in words. `folder_or_file`: the configuration whose store it is.
[[nodiscard]] result<past_rules, std::string> rules_of(store::past& then, std::uint32_t revision,
                                                       const std::filesystem::path& folder_or_file);
[[nodiscard]] result<past_rules, std::string> rules_on_disk(const std::filesystem::path& folder_or_file);

} // namespace vagus::app
