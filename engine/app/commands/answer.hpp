// What an engine says, as a command reads it. The engine may be of another version: whatever a command asks for may be
// absent or of another type, and is then what stands here.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <string_view>

namespace vagus::app {

[[nodiscard]] std::string_view text(const boost::json::object& row, std::string_view key); // ""
[[nodiscard]] std::int64_t number(const boost::json::object& row, std::string_view key);   // 0
[[nodiscard]] bool flag(const boost::json::object& row, std::string_view key);             // false
[[nodiscard]] const boost::json::array& list(const boost::json::object& row, std::string_view key);
[[nodiscard]] const boost::json::object& part(const boost::json::object& row, std::string_view key);
[[nodiscard]] const boost::json::object& as_row(const boost::json::value& each);
// How an output of `status` stands, in one word: what a person holds goes before what the receiver does.
[[nodiscard]] std::string_view state_of(const boost::json::object& output);

} // namespace vagus::app
