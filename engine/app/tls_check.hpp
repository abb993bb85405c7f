// The `tls:` section against the files it names and the inputs and outputs that use it.
#pragma once

#include "base/clock.hpp"
#include "config/findings.hpp"
#include "engine/app/configuration.hpp"

#include <filesystem>

namespace vagus::app {

void check_tls(const document& written, const std::filesystem::path& folder, wall_us now, config::findings& found);

} // namespace vagus::app
