// What alerts judge, made of what was seen and of the hour behind it. Pure.
#pragma once

#include "engine/alerts/conditions.hpp"
#include "engine/app/configuration.hpp"
#include "engine/app/hours_behind.hpp"
#include "engine/observe/readings.hpp"

#include <map>
#include <string>

namespace vagus::app {

// `silent_from`: what silence of an input counts from, where no message came since.
[[nodiscard]] alerts::snapshot snapshot_of(const observe::readings& seen, const hours_behind& hours,
                                           const std::map<std::string, wall_us>& silent_from, const document& written);

} // namespace vagus::app
