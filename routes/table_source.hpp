// What a table says about itself: where its rows stand, what they are found by, what they hold.
#pragma once

#include "config/fields.hpp"
#include "parsers/charset/names.hpp"

#include <optional>
#include <string>
#include <vector>

namespace vagus::routes {

struct table_source {
    std::optional<config::node> rows; // `inline`: a map, or a list of maps
    std::optional<config::node> yaml; // the name of a file that holds such
    std::optional<config::node> csv;  // the name of a CSV file
    std::vector<config::located<std::string>> key;
    std::vector<config::located<std::string>> columns; // empty: all there are
    std::optional<char> separator;                     // nothing: as the first line has it
    const charset::charset* set = &charset::utf_8();
    bool header = true;
};
[[nodiscard]] const config::fields<table_source>& table_source_fields();

} // namespace vagus::routes
