// An account of a message, for people.
#pragma once

#include <boost/json/object.hpp>

#include <string>

namespace vagus::app {

// As as_json() makes it, here or in an engine on another machine.
void print(const boost::json::object& account);
// The code to end with after an account up to `step`: no message may come there. `of`: the message, for the words.
[[nodiscard]] int end_at_step(const boost::json::object& account, const std::string& of, const std::string& step);

} // namespace vagus::app
