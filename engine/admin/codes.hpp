// Codes that the tables of the rules had no row for: a verb for whoever mends the tables.
#pragma once

#include "engine/admin/server.hpp"
#include "engine/intake/lookup_misses.hpp"

#include <map>
#include <memory>
#include <string>

namespace vagus::admin {

// Adds codes.list.
void add_code_verbs(std::map<std::string, verb>& verbs, std::shared_ptr<const intake::lookup_misses> misses);

} // namespace vagus::admin
