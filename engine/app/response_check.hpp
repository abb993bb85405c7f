// `response:` inputs against the outputs whose answers they have, and against the routes that take from them; what
// receivers answer in tests against the outputs.
#pragma once

#include "config/findings.hpp"
#include "engine/app/configuration.hpp"

#include <string>
#include <vector>

namespace vagus::app {

void check_responses(const document& written, config::findings& found);
// Names of the inputs whose messages are answers.
[[nodiscard]] std::vector<std::string> replying_inputs(const document& written);

} // namespace vagus::app
