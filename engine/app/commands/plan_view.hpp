// What a reload changes, for people.
#pragma once

#include <boost/json/object.hpp>

namespace vagus::app {

// Prints the plan of an answer to `reload` or `config.rollback`, and whether it was done; the code to end with.
[[nodiscard]] int show_reload(const boost::json::object& answer, bool only_shown);

} // namespace vagus::app
