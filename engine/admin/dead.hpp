// Dead letters and failed routes for people: list, group by cause, show, retry, discard.
#pragma once

#include "engine/admin/desk.hpp"
#include "engine/admin/server.hpp"

#include <map>
#include <string>

namespace vagus::admin {

// Adds dead.list, dead.groups, dead.show, and those of dead_acts.hpp.
void add_dead_verbs(std::map<std::string, verb>& verbs, const desk& at);

} // namespace vagus::admin
