// vagus diff --id: what an output got of a stored message beside what was received. From the store's files, beside a
// running engine too; with --engine that one compares them.
#pragma once

#include <string>

namespace vagus::app {

struct diff_stored_options {
    std::string folder = ".";
    std::string id;
    std::string output;
    bool values = false; // as they are; otherwise masked
};
// The code to end with.
[[nodiscard]] int diff_stored(const diff_stored_options& how, bool as_json);

} // namespace vagus::app
