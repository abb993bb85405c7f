// What the verbs that act on stored messages work with. All of it outlives the server.
#pragma once

#include "base/report.hpp"
#include "engine/intake/intake.hpp"
#include "engine/store/store.hpp"

namespace vagus::admin {

struct desk {
    store::store& store;
    const intake::intake& planner;
    store::mailbox& box; // of the server's context
    reporter& report;
};

} // namespace vagus::admin
