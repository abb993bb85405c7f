// A stored message as people look at it: its tree with HL7's names, what was sent, what differs. Values are masked
// unless they may be seen. Pure.
#pragma once

#include "engine/app/account/account.hpp"
#include "engine/app/configuration.hpp"
#include "engine/store/queries.hpp"
#include "engine/store/story.hpp"

#include <boost/json/object.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace vagus::app {

inline constexpr std::size_t most_shown_values = 5000;       // of a tree, and differences
inline constexpr std::size_t most_shown_bytes = 256U << 10U; // of a message's text

// By the input it came by, where `what` still has it.
[[nodiscard]] boost::json::object message_shown(const configuration& what, const store::stored_message& one,
                                                const store::story& known, bool values);
// `of`: "received", or an output. Bytes are values.
[[nodiscard]] boost::json::object bytes_shown(const configuration& what, const store::stored_message& one,
                                              const std::string& of);
// `steps`: what the rules did on the way to the output, as far as it is known.
[[nodiscard]] boost::json::object diff_shown(const configuration& what, const store::stored_message& one,
                                             const std::string& output, const std::vector<told_line>& steps,
                                             bool values);
// Of two texts of messages of one input.
[[nodiscard]] boost::json::object edit_shown(const configuration& what, const store::stored_message& one,
                                             const std::string& text, bool values);

} // namespace vagus::app
