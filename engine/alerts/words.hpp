// A notice as mail and as JSON. Words of the configuration and numbers: no patient is in it. Pure.
#pragma once

#include "engine/alerts/board.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <utility>
#include <vector>

namespace vagus::alerts {

// Whom to call, as `about` says.
using contacts = std::vector<std::pair<std::string, std::string>>;

struct letter {
    std::string subject; // one line
    std::string text;
    std::string json; // the body for a webhook
};
[[nodiscard]] letter letter_of(const notice& what, const std::string& site, const contacts& about, wall_us now);

// One row for people, as `alerts.list` shows it.
[[nodiscard]] boost::json::object row_of(const alert& one, const contacts& about);

[[nodiscard]] std::string utc(wall_us at); // "2026-03-01T09:02:42Z"

} // namespace vagus::alerts
