// `--since` and `--until`, for the commands that ask about a span of time.
#pragma once

#include "base/clock.hpp"

#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace vagus::app {

// Nothing when not given. `since` and `until` outlive the parsing.
void add_window(CLI::App& to, std::optional<wall_us>& since, std::optional<wall_us>& until, const std::string& of_what);

} // namespace vagus::app
