// `site.metrics`: where machines that look after the engine may ask.
#pragma once

#include "config/fields.hpp"

#include <optional>

namespace vagus::app {

struct metrics_site {
    std::optional<config::endpoint> listen; // nothing: nowhere
};
[[nodiscard]] const config::fields<metrics_site>& metrics_fields();

} // namespace vagus::app
