// What is counted of the store.
#pragma once

#include "base/meter.hpp"

namespace vagus::store {

// Any thread.
struct store_meters {
    meter::spans sync;       // of a group, until it is durable
    meter::count requests;   // that were made durable
    meter::count notes_lost; // wire events for which there was no room in memory
};

} // namespace vagus::store
