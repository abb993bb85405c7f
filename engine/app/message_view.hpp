// A stored message as people look at it: its tree with HL7's names, what was sent, what differs. Values are masked
// unless they may be seen. Pure.
#pragma once

#include "engine/app/configuration.hpp"
#include "engine/store/queries.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>

namespace vagus::app {

inline constexpr std::size_t most_shown_values = 5000;       // of a tree, and differences
inline constexpr std::size_t most_shown_bytes = 256U << 10U; // of a message's text

// By the input it came by, where `what` still has it.
[[nodiscard]] boost::json::object message_shown(const configuration& what, const store::stored_message& one,
                                                bool values);
// `of`: "received", or an output. Bytes are values.
[[nodiscard]] boost::json::object bytes_shown(const configuration& what, const store::stored_message& one,
                                              const std::string& of);
[[nodiscard]] boost::json::object diff_shown(const configuration& what, const store::stored_message& one,
                                             const std::string& output, bool values);
// Of two texts of messages of one input.
[[nodiscard]] boost::json::object edit_shown(const configuration& what, const store::stored_message& one,
                                             const std::string& text, bool values);

} // namespace vagus::app
