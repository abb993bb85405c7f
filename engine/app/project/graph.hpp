// How messages may travel, as a picture: inputs, routes, outputs, and what leads from one to the other. Pure.
#pragma once

#include "engine/app/configuration.hpp"

#include <string>

namespace vagus::app {

// Mermaid's flowchart, which GitHub, GitLab and most wikis draw.
[[nodiscard]] std::string graph_of(const configuration& what);

} // namespace vagus::app
