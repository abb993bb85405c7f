// `ack.application.via` of inputs against the outputs that it names.
#pragma once

#include "config/findings.hpp"
#include "engine/app/configuration.hpp"

namespace vagus::app {

void check_acknowledgements(const document& written, config::findings& found);

} // namespace vagus::app
