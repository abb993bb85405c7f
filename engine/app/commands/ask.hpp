// How a command asks the running engine: finds the store's folder from the configuration, talks, and words what goes
// wrong.
#pragma once

#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <string>

namespace vagus::app {

// The error is the exit code, after its words were written to stderr.
[[nodiscard]] result<boost::json::object, int> ask_engine(const std::string& config_folder,
                                                          const boost::json::object& request);

// Who asks, as the system knows it.
[[nodiscard]] std::string user_name();

} // namespace vagus::app
