// Messages in a file as people keep them: with CR, LF or CRLF ends, several in a row, or as a dump with MLLP framing.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vagus::peers {

// The messages of a text, each with its bytes as they stand. With framing (a VT anywhere) the frames are the messages;
// otherwise a message begins where a line begins with MSH, and batch lines (FHS BHS BTS FTS) are left out. A byte order
// mark and blank lines before the first belong to it. A text without any MSH comes back as one message, so that whoever
// parses it can say what is wrong with it; a blank one gives none.
[[nodiscard]] std::vector<std::string> messages_in(std::string_view text);

// Segment ends as HL7 wants them: one CR each, no blank lines, one at the end; no byte order mark.
[[nodiscard]] std::string with_carriage_returns(std::string_view message);

} // namespace vagus::peers
