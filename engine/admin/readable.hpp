// Bytes of messages and answers for a person's terminal and for JSON. Pure.
#pragma once

#include <string>
#include <string_view>

namespace vagus::admin {

// What is UTF-8 stays; other bytes become \xNN, and so do control characters, since a terminal would obey them: C0 but
// for tab and line ends, DEL, C1.
[[nodiscard]] std::string readable(std::string_view bytes);

} // namespace vagus::admin
