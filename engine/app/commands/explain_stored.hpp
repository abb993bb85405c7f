// vagus explain --id: a stored message through the rules that planned it, or through those that are there now. From the
// store's files, beside a running engine too; with --engine that one explains it.
#pragma once

#include "engine/app/account_json.hpp"

#include <string>

namespace vagus::app {

struct explain_stored_options {
    std::string folder = ".";
    std::string id;
    std::string step; // empty: all
    explain_wishes show;
    bool by_now = false; // instead of the rules that planned it
    bool as_json = false;
};
// The code to end with.
[[nodiscard]] int explain_stored(const explain_stored_options& how);

} // namespace vagus::app
