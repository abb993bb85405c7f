// Dead letters and failed routes for people: list, show, retry, discard.
#pragma once

#include "engine/admin/server.hpp"
#include "engine/intake/intake.hpp"
#include "engine/store/store.hpp"

#include <map>
#include <string>

namespace vagus::admin {

// Adds dead.list, dead.show, dead.retry and dead.discard. Everything outlives the server; `box` is its context's
// mailbox.
void add_dead_verbs(std::map<std::string, verb>& verbs, store::store& where, const intake::intake& planner,
                    store::mailbox& box);

} // namespace vagus::admin
