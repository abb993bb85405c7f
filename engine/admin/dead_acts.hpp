// What people decide about dead letters: retried or discarded, by id or by filter, with a reason. A request acts on a
// hundred at most and says where to go on, so that whoever asks sets the pace, and may stop and begin again: each dead
// letter is decided once.
#pragma once

#include "engine/admin/dead_search.hpp"
#include "engine/admin/desk.hpp"
#include "engine/admin/server.hpp"

#include <map>
#include <string>

namespace vagus::admin {

// Adds dead.retry and dead.discard, and what would come of each: dead.preview and dead.count.
void add_dead_acts(std::map<std::string, verb>& verbs, const desk& at);

[[nodiscard]] boost::json::object not_an_id();
[[nodiscard]] std::string none_dead(const dead_name& wanted);

} // namespace vagus::admin
