// What framing leaves to its sender: MLLP escapes nothing.
// Source: HL7 v2 Minimal Lower Layer Protocol, release 1: the content of a block is displayable characters and CR.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace vagus::mllp {

// The first byte in a message that a receiver may take for the end of its frame, or for the beginning of another: FS,
// since many end at it whatever follows, and VT before a header. In front of the message and behind it neither loses
// anything.
[[nodiscard]] std::optional<std::size_t> cut_in(std::string_view message);

} // namespace vagus::mllp
