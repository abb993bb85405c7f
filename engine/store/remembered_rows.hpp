// The table `remembered` of a segment, as whoever looks for what is known reads it.
#pragma once

#include "engine/store/memories.hpp"
#include "engine/store/sqlite.hpp"

#include <functional>

namespace vagus::store {

// From the last row to the first. Nothing of a segment that was begun without that table.
void for_each_remembered(connection& segment, const std::function<void(kept_word)>& tell);

} // namespace vagus::store
