// An output by the name that something else in the configuration gives it.
#pragma once

#include "config/findings.hpp"
#include "engine/app/configuration.hpp"

#include <string>

namespace vagus::app {

// Null after a finding, and for an output that has findings of its own.
[[nodiscard]] const deliver::output* output_named(const config::located<std::string>& name, const document& written,
                                                  config::findings& found);

} // namespace vagus::app
