// `site.metrics`: where machines that look after the engine may ask. `site.traces`: what they are told by itself.
#pragma once

#include "config/fields.hpp"
#include "engine/deliver/web/address.hpp"

#include <optional>

namespace vagus::app {

struct metrics_site {
    std::optional<config::endpoint> listen; // nothing: nowhere
};
[[nodiscard]] const config::fields<metrics_site>& metrics_fields();

struct traces_site {
    deliver::web_address endpoint;
    double sample = 1; // share of the messages
};
[[nodiscard]] const config::fields<traces_site>& traces_fields();

} // namespace vagus::app
