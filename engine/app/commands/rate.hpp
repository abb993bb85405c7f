// `--rate`: how many messages in a second, for the commands that send.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace vagus::app {

// 50/s, 600/min, or 50 for 50/s. `per_second` outlives the parsing.
void add_rate(CLI::App& to, double& per_second, std::string help);

} // namespace vagus::app
