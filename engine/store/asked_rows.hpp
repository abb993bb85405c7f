// The table `asked` of a segment: what other systems answered about its messages.
#pragma once

#include "engine/store/sqlite.hpp"

#include <cstdint>
#include <string>

namespace vagus::store {

// As it came with the message. Empty where nothing was asked, or the segment was begun without that table.
[[nodiscard]] std::string answers_about(connection& segment, std::int64_t message);

} // namespace vagus::store
