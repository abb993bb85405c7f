// What must hold for any bytes. The fuzzers search for bytes that break it; the tests try real and random messages.
// Each returns what broke, or nothing.
#pragma once

#include <string>
#include <string_view>

namespace vagus::fuzz {

// The same events however the wire is cut, and no byte held past the limits. The first byte chooses the cut and limits.
[[nodiscard]] std::string check_frames(std::string_view input);
// Round trip, parts that add up to their whole, edits that touch only their field, an answer to everything.
[[nodiscard]] std::string check_message(std::string_view input);
// What is escaped cuts nothing, and comes back. The first bytes choose the delimiters.
[[nodiscard]] std::string check_escape(std::string_view input);
// Any bytes are text in any set, and come back where a set has one way to write it. The first byte chooses the set.
[[nodiscard]] std::string check_charset(std::string_view input);
// The messages of a batch lie in it one behind the other.
[[nodiscard]] std::string check_batch(std::string_view input);

} // namespace vagus::fuzz
