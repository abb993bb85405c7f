// Messages in a file as people keep them: with CR, LF or CRLF ends, several in a row, as a batch, with comments between
// them, or as a dump with MLLP framing. Pure.
#pragma once

#include "parsers/hl7/message.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vagus::texts {

// The first fault in the framing of a dump.
enum class framing : std::uint8_t {
    whole,
    cut_off,  // the last frame has no end
    too_long, // a frame is longer than any message may be; it is left out
    stray,    // what stands outside of the frames is more than blanks; it is left out
};

struct contents {
    std::vector<std::string> messages; // each with its bytes as they stand
    // What is no message, before each and behind the last: batch lines, comments. One after the other they are the
    // text, without MLLP framing and what stands outside of it.
    std::vector<std::string> around;
    std::optional<hl7::parse_error> wrong; // with a batch as a whole: the first fault
    framing frames = framing::whole;
};

// Framed is a text that begins with a VT, or has one before a header; then the frames are the messages. Otherwise a
// message begins where a line begins with MSH, and goes on to the next one, a batch line (FHS BHS BTS FTS), or comments
// (# lines) that only such a line or the end follows. A byte order mark and blanks before it belong to it. A text
// without any MSH comes back as one message, so that whoever parses it can say what is wrong with it; a blank one gives
// none.
[[nodiscard]] contents messages_in(std::string_view text);

// Segment ends as HL7 wants them: one CR each, no blank lines, one at the end; no byte order mark.
[[nodiscard]] std::string with_carriage_returns(std::string_view message);

} // namespace vagus::texts
