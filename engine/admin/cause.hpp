// Why something is dead, in words that are the same for all that share a cause: what dead letters are grouped by. Made
// of names, codes and places in the configuration only, never of what a message or a receiver says. Pure.
#pragma once

#include "engine/store/queries.hpp"
#include "engine/store/types.hpp"

#include <string>
#include <string_view>

namespace vagus::admin {

// Of an output: "AE 206", "HTTP 422", "rejected", "no answer"; of a route: "routes/lab.yaml:22 step 3 \"set OBX-3.4\"".
[[nodiscard]] std::string cause_of(const store::dead_letter& dead);

// Names a group on the command line: six letters, the same for as long as name and cause are.
[[nodiscard]] std::string group_of(const store::dead_letter& dead, std::string_view cause);

// "output", or "route" for one that failed.
[[nodiscard]] std::string_view kind_of(const store::dead_letter& dead);
[[nodiscard]] std::string_view words_for(store::outcome what);

// A part of a message as a list of dead letters has it, whatever its state.
[[nodiscard]] store::dead_letter letter_of(const store::stored_message& message, const store::stored_part& part);

} // namespace vagus::admin
