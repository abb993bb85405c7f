// What a configuration has, by name: a line each, with its place and what there is to say in short. Pure.
#pragma once

#include "engine/app/configuration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace vagus::app {

struct listed {
    std::string_view family; // inputs, routes ...: a key of the top level
    std::string name;
    std::string where; // "routes/adt.yaml:22"
    std::string about; // "mllp", "adt_in -> pas", "120 rows: loinc, display"
};
// The families that can be listed, in the order in which they are.
[[nodiscard]] const std::vector<std::string_view>& listed_families();
[[nodiscard]] std::vector<listed> listing_of(const configuration& what, std::string_view family);

} // namespace vagus::app
