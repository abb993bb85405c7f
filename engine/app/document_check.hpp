// What can be right in each part of a configuration and wrong in the whole: sizes, times and ports that do not go
// together. Pure.
#pragma once

#include "engine/app/configuration.hpp"

namespace vagus::app {

// Findings for all of it. `map`: the document as it is written.
void check_document(const document& whole, const config::node& map, config::reading& context);

} // namespace vagus::app
