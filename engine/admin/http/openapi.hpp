// The list of endpoints as an OpenAPI 3.1 document.
#pragma once

#include <boost/json/object.hpp>

namespace vagus::admin::http {

[[nodiscard]] boost::json::object openapi();
// The shapes of answers, by name: JSON Schema. Objects say all they may have.
[[nodiscard]] const boost::json::object& schemas();

} // namespace vagus::admin::http
