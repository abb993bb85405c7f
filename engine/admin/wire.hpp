// What came over the wire and was no message, for people: list, show.
#pragma once

#include "engine/admin/server.hpp"
#include "engine/store/store.hpp"

#include <map>
#include <string>

namespace vagus::admin {

// Adds wire.list and wire.show. Everything outlives the server; `box` is its context's mailbox.
void add_wire_verbs(std::map<std::string, verb>& verbs, store::store& where, store::mailbox& box);

} // namespace vagus::admin
