// The routes that run, for people: where messages come from and go, and where each is written. Pure.
#pragma once

#include "engine/app/configuration.hpp"

#include <boost/json/array.hpp>

namespace vagus::app {

[[nodiscard]] boost::json::array route_rows(const configuration& what);

} // namespace vagus::app
