// What people decide about the store of a running engine: legal holds, and that the clock is right after it jumped.
#pragma once

#include "base/report.hpp"
#include "engine/admin/server.hpp"
#include "engine/store/store.hpp"

#include <map>
#include <string>

namespace vagus::admin {

// Adds store.hold, store.release and store.clock_is_right. Everything outlives the server.
void add_store_verbs(std::map<std::string, verb>& verbs, store::store& where, reporter& report);

} // namespace vagus::admin
